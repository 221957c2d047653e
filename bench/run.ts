/** Runs all benchmarks or one of them; bench/README.md explains them. Exits with 1 if a target is missed. */
import { fileURLToPath } from 'node:url';
import { Child, exitOnSignals } from './child.ts';

const PROGRAMS = new Map([
  ['sample-cost', 'sample-cost.ts'],
  ['gpu-cost', 'gpu-cost.ts'],
  ['engine-cost', 'engine-cost.ts'],
  ['top', 'top.ts'],
  ['queen', 'queen/main.ts'],
  ['heartbeat-cost', 'queen/heartbeat-cost.ts'],
  ['profile', 'queen/profile.ts'],
  ['history', 'history/main.ts'],
  ['history-store', 'history/store.ts'],
  ['history-bytes', 'history/bytes.ts'],
  ['history-fleet', 'history/fleet.ts'],
  ['history-start', 'history/start.ts'],
  ['history-kill', 'history/kill.ts'],
  ['remote-write', 'remote-write/cost.ts'],
  ['page', 'page/main.ts'],
]);

exitOnSignals();
const args = process.argv.slice(2);
const one = PROGRAMS.get(args[0] ?? '');
process.exitCode = 0;
for (const program of one ? [one] : PROGRAMS.values()) {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = new Child([process.execPath, path, ...args.slice(one ? 1 : 0)], { stdio: 'inherit' });
  const status = await child.exited;
  process.exitCode = Math.max(process.exitCode, typeof status === 'number' ? status : 1);
}
