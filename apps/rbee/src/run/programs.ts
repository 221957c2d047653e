import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../settings/index.ts';

/** What a program prints; empty where it cannot be run. */
export const outputOf = (program: string, args: readonly string[], env: Environment): string =>
  spawnSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout ?? '';

/** Runs a program to its end, unheard; whether it ended well. */
export async function runQuietly(
  program: string,
  args: readonly string[],
  env: Environment,
): Promise<boolean> {
  const child = spawn(program, args, { env, stdio: 'ignore' });
  try {
    const [code] = await once(child, 'exit');
    return code === 0;
  } catch {
    return false; // it could not be started
  }
}
