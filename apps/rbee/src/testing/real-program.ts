import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The real `rbee`, as a process. */
export interface Program {
  readonly process: ChildProcess;
  readonly output: { out: string; err: string };
  /** Resolves with its exit code (null: ended by a signal). */
  readonly exited: Promise<number | null>;
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Runs the real `main.ts` with these arguments; `env` is its whole environment, besides that a queen keeps no history. */
export function rbee(args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { QUEEN_HISTORY: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  return { process: child, output, exited: once(child, 'close').then(([code]) => code as number | null) };
}
