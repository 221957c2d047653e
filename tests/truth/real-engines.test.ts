import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createMonitor } from '@rbee/monitor';
import { afterAll, afterEach, expect, test, vi } from 'vitest';

/** Path of a program: the variable's value, else the first on PATH; undefined if there is none. */
function find(name: string, variable: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = [process.env[variable] ?? '', ...folders.map((it) => join(it, name))];
  return paths.find((it) => it !== '' && existsSync(it));
}

const model = process.env['RBEE_TEST_LLAMA_MODEL'];

/** Servers that start without a download; llama-server can start without a model. */
const ENGINES = [
  {
    name: 'llama-server',
    variable: 'RBEE_TEST_LLAMA_SERVER',
    args: (port: number) => [
      ...['--host', '127.0.0.1', '--port', `${port}`],
      ...(model ? ['-m', model] : []),
    ],
    environment: () => ({}),
  },
  {
    name: 'ollama',
    variable: 'RBEE_TEST_OLLAMA',
    args: () => ['serve'],
    environment: (port: number, home: string) => ({
      OLLAMA_HOST: `127.0.0.1:${port}`,
      OLLAMA_MODELS: home,
    }),
  },
] as const;

const home = mkdtempSync(join(tmpdir(), 'rbee-engine-'));
let server: ChildProcess | undefined;

afterEach(async () => {
  if (server?.exitCode === null && server.signalCode === null) {
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function freePort(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  taken.close();
  await once(taken, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

for (const { name, variable, args, environment } of ENGINES) {
  const program = process.platform === 'linux' ? find(name, variable) : undefined;
  const why = program ? '' : ` (skipped: there is none on PATH and none in ${variable})`;
  test.skipIf(!program)(`a real ${name} is one worker, named by its port${why}`, async () => {
    const port = await freePort();
    const child = spawn(program ?? name, args(port), {
      env: { ...process.env, HOME: home, ...environment(port, home) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    server = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    await vi.waitUntil(
      async () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said.slice(-500)}`);
        return answers(port);
      },
      { timeout: 50_000, interval: 50 },
    );
    const monitor = createMonitor({ version: '1' });
    monitor.sample();
    const found = monitor.sample().workers.filter((it) => it.instance.startsWith(`${port}`));
    monitor.close();
    expect(found.map(({ pid, group, instance }) => ({ pid, group, instance }))).toEqual([
      { pid: child.pid, group: 'llm', instance: `${port}` },
    ]);
  });
}
