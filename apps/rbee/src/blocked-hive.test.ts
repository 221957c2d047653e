import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Heartbeat } from '@rbee/contract';
import { afterEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../../packages/monitor/testing/index.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const pipe = (machine: FakeMachine, path: string) => {
  rmSync(`${machine.procRoot}/${path}`, { force: true });
  execFileSync('mkfifo', [`${machine.procRoot}/${path}`]);
};

/** A real hive with a fake /proc, and a queen that gives its heartbeats to `until`. */
async function startHive(machine: FakeMachine) {
  const heartbeats: Heartbeat[] = [];
  const waiting = new Set<() => void>();
  const queen = createServer((request, response) => {
    if (request.method !== 'POST') return void response.writeHead(404).end();
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const body: Heartbeat = JSON.parse(text);
      heartbeats.push(body);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'ok', message: `Telemetry received from hive ${body.hive_id}` }));
      for (const look of waiting) look();
    });
  });
  await once(queen.listen(0, '127.0.0.1'), 'listening');
  const { port } = queen.address() as AddressInfo;
  const args = ['hive', '--queen-url', `http://127.0.0.1:${port}`, '--proc-root', machine.procRoot];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'ignore' });
  ends.push(() => {
    child.kill('SIGKILL');
    queen.closeAllConnections();
    queen.close();
    machine.remove();
  });
  const until = (is: (it: Heartbeat) => boolean) =>
    new Promise<Heartbeat>((resolve) => {
      const look = () => {
        const found = heartbeats.find(is);
        if (found) resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { child, heartbeats, until };
}

const ofUser = (uid: number) => ({ files: { status: `Uid:\t${uid}\t${uid}\t${uid}\t${uid}\n` } });
const server = (pid: number) => ({ pid, argv: ['llama-server', '--port', `${pid}`, '-m', 'a.gguf'] });
const has = (heartbeat: Heartbeat, ...instances: string[]) =>
  instances.every((it) => heartbeat.workers.some(({ instance }) => instance === it));

test.runIf(process.platform === 'linux')(
  '[H10] while a read blocks, heartbeats go on, other workers are seen again, and SIGTERM ends the hive',
  { timeout: 60_000 },
  async () => {
    const machine = createFakeMachine();
    for (const pid of [70, 71, 72]) machine.process(server(pid));
    pipe(machine, '71/cmdline');
    const { child, until } = await startHive(machine);
    const blind = await until((it) => it.node?.unknown?.['workers'] === 'timeout');
    expect(blind).toMatchObject({ workers: [], node: { os: 'linux' } });
    const seeing = await until((it) => has(it, '70', '72'));
    expect(seeing.node?.unknown).toMatchObject({ unreadable_processes: 'timeout' });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

test.runIf(process.platform === 'linux')(
  '[H10] a user with more blocked processes than a hive has threads hides no worker of another user',
  { timeout: 60_000 },
  async () => {
    const machine = createFakeMachine();
    for (let pid = 71; pid < 83; pid += 1) {
      machine.process({ ...server(pid), ...ofUser(1000) });
      pipe(machine, `${pid}/cmdline`);
    }
    machine.process({ ...server(90), ...ofUser(1001) });
    const { until, heartbeats } = await startHive(machine);
    const seeing = await until((it) => has(it, '90'));
    expect(seeing.node?.unknown).toMatchObject({ unreadable_processes: 'timeout' });
    expect(heartbeats[0]).toMatchObject({ workers: [], node: { unknown: { workers: 'timeout' } } });
  },
);

test.runIf(process.platform === 'linux')(
  'a hive whose first sample is blocked hears SIGTERM, and one without a blocked file exits with 0',
  { timeout: 60_000 },
  async () => {
    const blocked = createFakeMachine();
    blocked.process(server(70));
    pipe(blocked, 'meminfo');
    const { child, until } = await startHive(blocked);
    await until(() => true);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    const machine = createFakeMachine();
    machine.process(server(70));
    const well = await startHive(machine);
    await well.until((it) => has(it, '70'));
    well.child.kill('SIGTERM');
    expect(await once(well.child, 'exit')).toEqual([0, null]);
  },
);
