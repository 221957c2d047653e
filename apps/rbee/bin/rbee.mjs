#!/usr/bin/env node
/**
 * Starts the program. This file is plain JavaScript, to save memory in the processes that run for long: a hive, and
 * `rbee run` beside its worker. Stripping types costs Node some 35 MiB that it does not return, so a short-lived
 * process does it first and leaves the result in the compile cache. Then Node runs with the flags in small.json: a
 * limit on the memory for short-lived objects, which otherwise grows to tens of MiB; no optimising compilers, as most
 * of the work is done in the kernel; one thread for garbage collection and one for other tasks of V8; a start without
 * Node's snapshot, which is 5 MiB and of use only for some milliseconds; and `gc()`, so that a hive can collect garbage
 * itself.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
// First, so that it knows the npm that started this process even if that ends at once.
import './starter.mjs';
import { nodeArguments } from './node-arguments.mjs';
import SMALL from './small.json' with { type: 'json' };

const { node } = process.versions;
const [major = 0, minor = 0] = node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`rbee: this is Node ${node}, and 22.18 or newer is needed: see https://nodejs.org.\n`);
  process.exit(2);
}

const stays = ['hive', 'run'].includes(process.argv[2] ?? '');
// execve() would close the channel to a parent process; rbee up passes the flags itself.
if (
  stays &&
  process.send === undefined &&
  process.platform !== 'win32' &&
  !SMALL.every((flag) => process.execArgv.includes(flag))
) {
  const { execPath, execArgv, argv, env } = process;
  process.execve(execPath, [execPath, ...nodeArguments([...execArgv, ...SMALL]), ...argv.slice(1)], env);
}

const { useCompileCache } = await import('./compile-cache.mjs');
const cache = useCompileCache();
if (stays && cache !== undefined) {
  const program = fileURLToPath(new URL('fill-cache.mjs', import.meta.url));
  spawnSync(process.execPath, [...nodeArguments(process.execArgv), program, cache], { stdio: 'ignore' });
}
await import('#src/main');
