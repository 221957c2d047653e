import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Child } from '../../bench/child.ts';
import type { Heartbeat, ProcessStats } from '../../packages/contract/src/index.ts';
import { ROOT } from '../tree.ts';
import type { Fault, Order } from './faulty-engine.ts';
import { endAll, startRbee } from './program.ts';

const INTERVAL_MS = 200;
const KEY = 'planted-key';
/** An engine is read every two seconds, a failed one once more after five, and each answer is waited for two seconds. */
const LONGEST = { timeout: 40_000, interval: 50 };

/** An engine of the test: its process and what it said. */
interface Engine {
  child: Child;
  readonly port: number;
  /** Keys that it was sent. */
  readonly keys: string[];
}

const engines = new Map<string, Engine>();
const heartbeats = new Map<string, Heartbeat[]>();
const elsewhere: string[] = [];
const servers: Server[] = [];

async function startEngine(port = 0, wanted?: string): Promise<Engine> {
  const command = [
    process.execPath,
    `${ROOT}tests/e2e/faulty-engine.ts`,
    '-m',
    'a.gguf',
    '--port',
    `${port}`,
  ];
  const child = new Child(command, {
    argv0: 'llama-server',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    killSignal: 'SIGKILL',
    env: { ...process.env, ...(wanted === undefined ? {} : { FAULTY_ENGINE_KEY: wanted }) },
  });
  const keys: string[] = [];
  const first = (await child.message()) as { port: number };
  child.process.on('message', (it: { authorization?: string }) => keys.push(it.authorization ?? ''));
  return { child, port: first.port, keys };
}

async function listen(server: Server, host: string): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, host, resolve));
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

/** Stands for a queen without links, so that each heartbeat of a hive arrives as it is sent. */
const receiver = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  if (request.method !== 'POST') return void response.writeHead(404).end();
  const heartbeat: Heartbeat = JSON.parse(Buffer.concat(parts).toString());
  const known = heartbeats.get(heartbeat.hive_id) ?? [];
  heartbeats.set(heartbeat.hive_id, [...known, heartbeat]);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok","message":""}');
});

const of = (hive: string): readonly Heartbeat[] => heartbeats.get(hive) ?? [];
const workerIn = (heartbeat: Heartbeat | undefined, name: string): ProcessStats | undefined =>
  heartbeat?.workers?.find(({ pid }) => pid === engines.get(name)?.child.pid);
const latest = (name: string): ProcessStats | undefined => workerIn(of('reads').at(-1), name);

/** The faults of an engine that still runs, and what the hive is to say of its state and its requests. */
const FAULTY: Readonly<Record<Exclude<Fault, 'none' | 'slow'>, readonly [state: string, why: string]>> = {
  never: ['unreachable', 'timeout'],
  garbage: ['unreachable', 'not_exposed'],
  huge: ['unreachable', 'not_exposed'],
  redirect: ['unreachable', 'not_exposed'],
  error: ['unreachable', 'not_exposed'],
  half: ['unreachable', 'not_exposed'],
  format: ['ready', 'not_exposed'],
};
const NAMES = ['good', 'locked', 'slow', 'stopped', 'restarted', ...Object.keys(FAULTY)];
const rateOf = (worker: ProcessStats | undefined) => worker?.engine?.generation_tokens_per_s;
const said = (name: string) => {
  const { state, requests_running, unknown } = latest(name)?.engine ?? {};
  return [state, requests_running ?? unknown?.['requests_running']];
};

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  process.setMaxListeners(2 * NAMES.length); // each child is ended when this process exits
  for (const name of NAMES) engines.set(name, await startEngine(0, name === 'locked' ? KEY : undefined));
  const queenUrl = await listen(receiver, '127.0.0.1');
  vi.stubEnv('FAULTY_ENGINES_KEY', KEY);
  const common = ['hive', '--no-config', '--queen-url', queenUrl, '--interval-ms', `${INTERVAL_MS}`];
  const keyEnv = `llm/${engines.get('locked')?.port}=FAULTY_ENGINES_KEY`;
  await startRbee(...common, '--hive-id', 'reads', '--engine-key-env', keyEnv);
  await startRbee(...common, '--hive-id', 'reads-not', '--no-engines');
  // A rate needs two readings.
  await vi.waitUntil(() => NAMES.every((name) => (rateOf(latest(name)) ?? 0) > 0), LONGEST);
}, 90_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await endAll();
  await Promise.all([...engines.values()].map(({ child }) => child.end('SIGKILL')));
  for (const it of servers) {
    it.closeAllConnections();
    it.close();
  }
});

/** Tells each engine its fault. */
async function breakEngines(): Promise<void> {
  const location = await listen(
    createServer(({ url }, response) => {
      elsewhere.push(url ?? '');
      response.end();
    }),
    '127.0.0.2',
  );
  for (const name of [...Object.keys(FAULTY), 'slow']) {
    engines.get(name)?.child.process.send({ fault: name as Fault, location } satisfies Order);
  }
  engines.get('stopped')?.child.process.kill('SIGSTOP');
  const restarted = engines.get('restarted');
  await restarted?.child.end('SIGKILL');
  if (restarted) engines.set('restarted', await startEngine(restarted.port));
}

describe.runIf(process.platform === 'linux')('[E1] engines that fail', () => {
  test('no heartbeat is later than without reading them, and each says what it knows', async () => {
    const before = { reads: of('reads').length, readsNot: of('reads-not').length };
    await breakEngines();
    for (const [name, [state, why]] of Object.entries(FAULTY)) {
      await expect.poll(() => said(name), { ...LONGEST, message: name }).toEqual([state, why]);
    }
    await expect.poll(() => said('stopped'), LONGEST).toEqual(['unreachable', 'timeout']);
    await expect.poll(() => said('restarted'), LONGEST).toEqual(['ready', 1]);
    expect(said('slow')).toEqual(['ready', 1]);
    const after = of('reads').slice(before.reads);
    for (const heartbeat of after) {
      // What the processes of an engine use is known, whatever it answers.
      expect(workerIn(heartbeat, 'never')).toMatchObject({ uptime_s: expect.any(Number) });
      for (const name of ['good', 'locked']) {
        const { engine } = workerIn(heartbeat, name) ?? {};
        expect([name, engine?.state, engine?.requests_running]).toEqual([name, 'ready', 1]);
        expect(rateOf(workerIn(heartbeat, name))).toBeGreaterThan(0);
      }
    }
    // Both hives have the same machine, however busy it is. One late by an engine would lack ten heartbeats for each.
    const withoutReading = of('reads-not').length - before.readsNot;
    expect(after.length).toBeGreaterThan(20);
    expect(after.length).toBeGreaterThan(0.8 * withoutReading - 2);
  });

  test('rates of an engine that was restarted start over', () => {
    const rates = of('reads').map((it) => rateOf(workerIn(it, 'restarted')) ?? 0);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...rates)).toBeLessThan(1_000);
  });

  test('nothing was asked elsewhere, and only the engine that wants the key got it', () => {
    expect(elsewhere).toEqual([]);
    for (const [name, { keys }] of engines) {
      expect([name, [...new Set(keys)]]).toEqual([name, name === 'locked' ? [`Bearer ${KEY}`] : []]);
    }
  });
});
