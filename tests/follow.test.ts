import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from './tree.ts';

/** A program that writes a line when it runs and when it is asked to stop. */
const PROGRAM = `
  process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(3); });
  setInterval(() => {}, 1000);
  console.log('running');
`;

const FOLLOW = `
  import { follow } from '${pathToFileURL(ROOT).href}scripts/command.mjs';
  console.log('status', await follow(process.execPath, ['-e', process.argv[1]]));
`;

/** Starts the script below a shell, as npm does, and waits until its program runs. */
async function startBelowShell() {
  const node = [process.execPath, '--input-type=module', '-e', FOLLOW, PROGRAM];
  const shell = spawn('sh', ['-c', '"$0" "$@" & echo "follower $!"; wait', ...node], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  shell.stdout.on('data', (chunk) => (output += String(chunk)));
  while (!output.includes('running')) await once(shell.stdout, 'data');
  return { shell, output: () => output, follower: Number(/follower (\d+)/.exec(output)?.[1]) };
}

test('the program is asked to stop when the script is, and the script exits with its status', async () => {
  const { shell, output, follower } = await startBelowShell();
  process.kill(follower, 'SIGTERM');
  await once(shell, 'close');
  expect(output()).toMatch(/asked to stop\nstatus 3/);
});

test('the program is asked to stop when the shell above the script has ended', async () => {
  const { shell, output } = await startBelowShell();
  shell.kill('SIGKILL');
  await once(shell, 'close');
  expect(output()).toMatch(/asked to stop\nstatus 3/);
});
