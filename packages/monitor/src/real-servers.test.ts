import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createMonitor } from './index.ts';

/** Listens on its first argument, prints the address as JSON, and runs until it is killed. */
const LISTEN =
  'const server = require("node:net").createServer().listen(JSON.parse(process.argv[1]), () => console.log(JSON.stringify(server.address())));';
const SAMPLE_WORKER = fileURLToPath(new URL('../../../apps/sample-worker/src/main.ts', import.meta.url));

/** Starts a program and waits for its first output; the program is killed when the test ends. */
async function start(
  command: string,
  argv: readonly string[],
  argv0?: string,
): Promise<[ChildProcess, string]> {
  const child = spawn(command, argv, { stdio: ['pipe', 'pipe', 'ignore'], ...(argv0 ? { argv0 } : {}) });
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  });
  const said = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (it) => resolve(String(it))),
  );
  return [child, said];
}

/** A shell command that starts a server under the name of an engine. */
const SHELL_LINE = `exec -a llama-server "$0" -e '${LISTEN}' '{"port":0}' --alias nice`;

/** A real process tree under the name of an engine. */
const asEngine = (name: string, address: object, ...argv: string[]) =>
  start(process.execPath, ['-e', LISTEN, JSON.stringify(address), ...argv], name);

const workerOf = (pid: number | undefined) =>
  createMonitor({ version: '1' })
    .sample()
    .workers.find((it) => it.pid === pid);

test.skipIf(process.platform !== 'linux')(
  '[W1] the name of a real process is the port that it listens on',
  async () => {
    const [child, said] = await asEngine(
      'llama-server',
      { port: 0, host: '127.0.0.1' },
      '--port',
      '8080',
      '-m',
      'a.gguf',
    );
    const { port } = JSON.parse(said) as { port: number };
    expect(workerOf(child.pid)).toMatchObject({ group: 'llm', instance: `${port}`, model: 'a', pids: 1 });
  },
);

test.skipIf(process.platform !== 'linux')(
  '[W1] a real server on a Unix socket is named after the socket',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rbee-socket-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'chat.sock');
    const [child] = await asEngine('llama-server', { path }, '--host', path);
    expect(workerOf(child.pid)).toMatchObject({ instance: 'chat.sock', model: null });
  },
);

test.skipIf(process.platform !== 'linux')(
  '[W1] a real shell that only waits for a server belongs to the worker of the server',
  async () => {
    const script = `exec 3>&1; (${SHELL_LINE} >&3) & wait`;
    const [shell] = await start('/bin/bash', ['-c', script, process.execPath]);
    const found = createMonitor({ version: '1' })
      .sample()
      .workers.find((it) => it.model === 'nice');
    expect(found).toMatchObject({ group: 'llm', pids: 2 });
    expect(found?.pid).not.toBe(shell.pid);
    if (found) process.kill(found.pid, 'SIGKILL');
  },
);

test.skipIf(process.platform !== 'linux')(
  '[W3] the sample worker is found with its port and its model',
  async () => {
    const [child, said] = await start(process.execPath, [SAMPLE_WORKER, '--port', '0', '--model', 'pride']);
    const port = /:(\d+)/.exec(said)?.[1];
    expect(workerOf(child.pid)).toMatchObject({ instance: port, model: 'pride', origin: 'sample' });
  },
);

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  '[W1] a real server in a network namespace of its own is named after the port that it has there',
  async () => {
    const argv = ['-n', 'bash', '-c', SHELL_LINE, process.execPath];
    const [child, said] = await start('unshare', argv);
    const { port } = JSON.parse(said) as { port: number };
    expect(workerOf(child.pid)).toMatchObject({ instance: `${port}`, model: 'nice' });
  },
);
