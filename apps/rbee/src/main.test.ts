import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCheck, HeartbeatSchema } from '@rbee/contract';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Program, rbee } from './testing/real-program.ts';
import { version } from './version.ts';

const SLOW = 60_000;
const running: Program[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const { process } of running.splice(0)) process.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

function start(...args: Parameters<typeof rbee>): Program {
  const program = rbee(...args);
  running.push(program);
  return program;
}

async function end(program: Program) {
  const code = await program.exited;
  return { code, ...program.output };
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const until = (condition: () => unknown) => vi.waitUntil(condition, { timeout: 30_000, interval: 20 });

test('--help prints the flags and the environment variables', { timeout: SLOW }, async () => {
  const { code, out, err } = await end(start(['queen', '--help']));
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('QUEEN_PORT');
});

test.each([
  [
    ['queen', '--prot', '1'],
    {},
    "rbee queen: unknown option '--prot'; did you mean --port? See rbee queen --help.\n",
  ],
  [
    ['hive', '--settings-from-parent'],
    {},
    "rbee hive: unknown option '--settings-from-parent' (see rbee hive --help).\n",
  ],
  [['up'], { QUEEN_PORT: 'x' }, 'rbee up: QUEEN_PORT must be a whole number from 0 to 65535, not "x".\n'],
])(
  '%j with %j prints one sentence and exits with 2',
  { timeout: SLOW },
  async (args, environment, sentence) => {
    const program = start(args, { ...environment } as Record<string, string>);
    expect(await end(program)).toEqual({ code: 2, out: '', err: sentence });
  },
);

test('queen and up print one sentence about a port in use and exit with 2', { timeout: SLOW }, async () => {
  const port = String(await listening(createServer()));
  const sentence = `rbee: port ${port} of 127.0.0.1 is in use by another program; stop it or choose another port with --port.\n`;
  const queen = start(['queen', '--port', port]);
  expect(await end(queen)).toEqual({ code: 2, out: '', err: sentence });
  const up = start(['up', '--port', port]);
  expect(await end(up)).toEqual({ code: 2, out: '', err: sentence });
});

test('[H1] a hive sends heartbeats, and stops on SIGTERM', { timeout: SLOW }, async () => {
  const bodies: unknown[] = [];
  const port = await listening(
    createServer(async (request, response) => {
      if (request.method !== 'POST') return void response.writeHead(404).end(); // this server has no hive links
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.end('{"status":"ok","message":"Telemetry received from hive h"}');
    }),
  );
  const args = ['--queen-url', `http://127.0.0.1:${port}`, '--hive-id', 'h', '--interval-ms', '100'];
  const hive = start(['hive', ...args, '--log-format', 'json']);
  await until(() => bodies.length >= 3);
  hive.process.kill('SIGTERM');
  const { code, out, err } = await end(hive);
  expect([code, out]).toEqual([0, '']);
  const check = createCheck(HeartbeatSchema);
  for (const body of bodies) expect(check.mismatch(body)).toBeNull();
  expect(bodies[0]).toMatchObject({ hive_id: 'h', interval_ms: 100, seq: 0, node: { os: process.platform } });
  const lines = err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ level }) => level > 30 && process.platform === 'linux')).toEqual([]);
  expect(lines.at(-1)).toMatchObject({ name: 'hive', msg: 'The hive has stopped.' });
});

test('a queen listens, answers, and stops on SIGINT', { timeout: SLOW }, async () => {
  const queen = start(['queen', '--port', '0', '--log-format', 'json']);
  await until(() => /http:\/\/127\.0\.0\.1:\d+/.test(queen.output.err));
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(queen.output.err)?.[0];
  const info = await (await fetch(`${address}/v1/info`)).json();
  expect(info).toMatchObject({ port: Number(address?.split(':').at(-1)), version });
  queen.process.kill('SIGINT');
  expect((await end(queen)).code).toBe(0);
});

const CONFIGS = ['queen', 'hive', 'up'].flatMap((command) => [
  { args: [command, '--config', '/dev/zero'], env: {} },
  { args: [command], env: { RBEE_CONFIG: '/' } },
]);

test.runIf(process.platform === 'linux').each(CONFIGS)(
  '$args with $env says at once why it does not read the config file',
  { timeout: SLOW },
  async ({ args, env }) => {
    const { code, out, err } = await end(start(args, { ...env }));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^rbee \w+: the config file \/\S* is not used: it is a (device|folder), [^\n]*\.\n$/);
  },
);

test('a queen says which config file it uses', { timeout: SLOW }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'rbee.config.json');
  writeFileSync(path, '{"queen": {"port": 0}, "log_format": "json"}');
  const queen = start(['queen', '--config', path]);
  await until(() => queen.output.err.includes('The queen listens on'));
  expect(queen.output.err).toContain(`"msg":"The config file ${path} is used."`);
  queen.process.kill('SIGTERM');
  expect((await end(queen)).code).toBe(0);
});
