import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants as osConstants } from 'node:os';
import { resolve } from 'node:path';
import type { Outcome } from '../outcome.ts';
import type { Environment, RunSettings } from '../settings/index.ts';

/** A program and its arguments. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
}

/** A command that runs with the standard input and output of this process. */
export interface Running {
  readonly ended: Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Starts a command. On a terminal it stays in the process group of this process, which is the terminal's foreground
 * group. Elsewhere it gets its own session: otherwise a signal to this process group would reach it twice, directly and
 * passed on.
 */
export function start({ program, args }: Launch, env: Environment, onTerminal: boolean): Running {
  const child = spawn(program, args, { stdio: 'inherit', env, detached: !onTerminal });
  const ended = once(child, 'exit').then(
    ([code, signal]): Outcome => (signal ? endedBy(signal) : { code }),
    ({ code, message }: NodeJS.ErrnoException): Outcome => ({
      code: 1,
      sentence: `rbee run: ${program} could not be started (${code ?? message}).`,
    }),
  );
  return { ended, kill: (signal) => child.kill(signal) };
}

/** The outcome of a command that a signal ended, with the exit code that a shell would give. */
export const endedBy = (signal: NodeJS.Signals): Outcome => ({
  code: 128 + osConstants.signals[signal],
  signal,
});

/** Time that a program may take, milliseconds: a hanging service manager must not stop a command from running. */
const TIMEOUT_MS = 15_000;

/** Runs a program to its end without standard input. `ok` is true if it exited with 0 in time. */
export async function run(
  program: string,
  args: readonly string[],
  env: Environment,
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  try {
    const [code] = await once(child, 'close');
    return { ok: code === 0, output };
  } catch (error) {
    return { ok: false, output: (error as Error).message };
  }
}

/**
 * Looks a command up as a shell does: a name in `path`, anything with a slash from the working directory. Returns null if
 * it can be run, otherwise the exit status of a shell: 127 if there is no such command, 126 if it is not executable.
 */
export function missingCommand(name: string, path: string, cwd: string): null | 126 | 127 {
  const folders = name.includes('/') ? [''] : path.split(':');
  const kinds = folders.map((folder) => kindOf(resolve(cwd, folder, name)));
  if (kinds.includes('program')) return null;
  return kinds.includes('not executable') ? 126 : 127;
}

function kindOf(path: string): 'program' | 'not executable' | 'missing' {
  try {
    if (!statSync(path).isFile()) return 'not executable';
    accessSync(path, constants.X_OK);
    return 'program';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'EACCES' ? 'not executable' : 'missing';
  }
}

/**
 * Reserves the name of a worker for the life of this process; false if another `rbee run` has it. The name is an abstract
 * socket (unix(7)), which the kernel gives to one process only and takes back however that process ends.
 */
export async function reserveName({ group, instance }: RunSettings): Promise<boolean> {
  const digest = createHash('sha256').update(`${group}/${instance}`).digest('hex');
  const server = createServer((socket) => socket.destroy()).unref();
  server.listen(`\0rbee-run-${digest}`);
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}
