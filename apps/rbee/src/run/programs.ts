import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../settings/index.ts';

/** How a program ended, and its output. */
export interface Answer {
  /** Whether it ended with 0; not where it could not be started, or was stopped because it took too long. */
  readonly well: boolean;
  /** Its standard output and error. */
  readonly output: string;
}

/** Time that a program has, milliseconds: a service manager that hangs must not keep a command from running. */
const LONGEST_MS = 15_000;

/** Runs a program to its end, without standard input. */
export async function run(program: string, args: readonly string[], env: Environment): Promise<Answer> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  try {
    const [code] = await once(child, 'close');
    return { well: code === 0, output };
  } catch (error) {
    return { well: false, output: (error as Error).message };
  }
}
