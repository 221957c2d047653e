#!/usr/bin/env node
/**
 * The program's door, in plain JavaScript, which keeps the processes small that stay for long: a hive, and `rbee run`
 * beside its worker. Stripping types takes Node some 35 MiB that it never gives back, so another process does it first
 * and leaves the result in the compile cache; and Node is started with small.json: a bound on the memory for short-lived
 * objects, which grows to tens of MiB otherwise, no optimising compilers, which take more memory than they save time where
 * most of the work is the kernel's, and the garbage collector on one thread, as there is little for it to do, and at hand.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import SMALL from './small.json' with { type: 'json' };

const { node } = process.versions;
if (Number.parseInt(node, 10) < 24) {
  process.stderr.write(
    `rbee: this is Node ${node} and 24 is needed; npx rbee runs it with the project's own.\n`,
  );
  process.exit(2);
}

const stays = ['hive', 'run'].includes(process.argv[2] ?? '');
// A channel to a parent process would not survive; such a parent gives the flags itself.
if (
  stays &&
  process.send === undefined &&
  process.platform !== 'win32' &&
  !SMALL.every((flag) => process.execArgv.includes(flag))
) {
  const { execPath, execArgv, argv, env } = process;
  process.execve(execPath, [execPath, ...execArgv, ...SMALL, ...argv.slice(1)], env);
}

const { useCompileCache } = await import('./compile-cache.mjs');
const cache = useCompileCache();
if (stays && cache !== undefined) {
  const program = fileURLToPath(new URL('fill-cache.mjs', import.meta.url));
  spawnSync(process.execPath, [...process.execArgv, program, cache], { stdio: 'ignore' });
}
await import('../src/main.ts');
