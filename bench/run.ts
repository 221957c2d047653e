/**
 * The measurements behind docs/performance.md: `npm run bench` runs all, `npm run bench -- sample-cost`,
 * `npm run bench -- queen`, `npm run bench -- heartbeat-cost` and `npm run bench -- profile` one of them, and what follows the name is its own (`npm run bench -- queen fan-out --write`).
 * Exits 1 where one does not hold what the page promises.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithThis, exitOnSignals } from './ending.ts';

const PROGRAMS = new Map([
  ['sample-cost', 'sample-cost.ts'],
  ['queen', 'queen/main.ts'],
  ['heartbeat-cost', 'queen/heartbeat-cost.ts'],
  ['profile', 'queen/profile.ts'],
]);

const [first = '', ...rest] = process.argv.slice(2);
const one = PROGRAMS.get(first);
exitOnSignals();
if (one) process.exitCode = await run(one, rest);
else {
  for (const program of PROGRAMS.values()) {
    process.exitCode = Math.max(Number(process.exitCode ?? 0), await run(program, process.argv.slice(2)));
  }
}

async function run(program: string, args: readonly string[]): Promise<number> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: 'inherit' });
  endWithThis(child);
  const [status] = await once(child, 'exit');
  return status ?? 1;
}
