import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));

/** Starts the real program with a channel to this process and its own folder for temporary files. */
async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'sample-worker-test-'));
  const env = { ...process.env, TMPDIR: folder };
  const child = fork(PROGRAM, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rmdir(folder); // fails when the folder is not empty
  });
  await once(child, 'message');
  expect(await readdir(folder)).toHaveLength(1);
  return { child, exit: once(child, 'exit') };
}

test.each(['SIGINT', 'SIGHUP'] as const)(
  '%s of a terminal does not end it, because its parent decides',
  async (signal) => {
    const { child, exit } = await start();
    child.kill(signal);
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  },
);

test('SIGTERM ends it with 0 and leaves no files behind', async () => {
  const { child, exit } = await start();
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});
