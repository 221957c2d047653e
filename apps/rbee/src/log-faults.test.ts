import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { aHeartbeat } from '@rbee/contract/builders';
import { afterEach, expect, test, vi } from 'vitest';

const SLOW = 60_000;
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Runs the real `main.ts` with standard error on a file descriptor or a pipe that nobody reads. */
function start(args: readonly string[], stderr: number | 'pipe'): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { env: {}, stdio: ['ignore', stderr, stderr] });
  running.push(child);
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const until = <T>(condition: () => T | Promise<T>) =>
  vi.waitUntil(condition, { timeout: 40_000, interval: 50 });

/** A queen whose log cannot be written. */
async function aQueen(stderr: number | 'pipe', ...flags: string[]) {
  const port = await freePort();
  const child = start(['queen', '--no-history', '--port', String(port), ...flags], stderr);
  const url = (path: string) => `http://127.0.0.1:${port}${path}`;
  await until(() =>
    fetch(url('/health')).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const post = async (body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url('/v1/hive-heartbeat'), {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return answer.status;
  };
  const lost = async () => {
    const text = await (await fetch(url('/metrics'))).text();
    return Number(/^rbee_log_lines_lost_total (\d+)$/m.exec(text)?.[1]);
  };
  return { child, post, lost };
}

/** Ends a program in the way a user does; resolves with its exit code. */
async function stopped(child: ChildProcess): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await exited;
  return code;
}

test.each([['json'], ['pretty']])(
  'a queen starts and works while the disk behind its %s log is full',
  { timeout: SLOW },
  async (format) => {
    const full = openSync('/dev/full', 'w');
    const { child, post, lost } = await aQueen(full, '--log-format', format);
    closeSync(full);
    expect(await post(aHeartbeat())).toBe(200);
    expect(await lost()).toBeGreaterThanOrEqual(2);
    expect(await stopped(child)).toBe(0);
  },
);

test('a queen goes on when the reader of its log has ended', { timeout: SLOW }, async () => {
  const { child, post, lost } = await aQueen('pipe');
  child.stderr?.destroy();
  child.stdout?.destroy();
  expect(await post(aHeartbeat())).toBe(200);
  await until(async () => (await lost()) > 0);
  expect(await post(aHeartbeat({ hive_id: 'b' }))).toBe(200);
  expect(await stopped(child)).toBe(0);
});

test('a queen goes on while the reader of its log does not read', { timeout: SLOW }, async () => {
  const { child, post, lost } = await aQueen('pipe', '--log-level', 'debug');
  const refused = { ...aHeartbeat(), workers: 'x'.repeat(1_000) };
  await until(async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(refused)));
    expect(new Set(answers)).toEqual(new Set([422]));
    return (await lost()) > 0;
  });
  expect(await post(aHeartbeat())).toBe(200);
  expect(await stopped(child)).toBe(0);
});

test('[H1] a hive reports while the disk behind its log is full', { timeout: SLOW }, async () => {
  let heartbeats = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'POST') heartbeats += 1;
    // The first failures make the hive log.
    response.writeHead(heartbeats > 2 ? 200 : 500).end('{"status":"ok","message":""}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const full = openSync('/dev/full', 'w');
  const flags = ['--queen-url', `http://127.0.0.1:${port}`, '--interval-ms', '100'];
  const child = start(['hive', ...flags], full);
  closeSync(full);
  await until(() => heartbeats > 6);
  expect(await stopped(child)).toBe(0);
  server.close().closeAllConnections();
});
