/**
 * What one heartbeat of 8 workers costs the queen, step by step and without a network, all steps by turns on one core. It
 * judges nothing: it says what is left for everything else. `--write` puts the result into docs/performance.md.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endWithThis, exitOnSignals } from '../ending.ts';
import { median } from '../measured.ts';
import { machineLine } from '../report.ts';
import { keepOnPage } from './page.ts';
import { STEPS, type StepCost, type StepName } from './steps.ts';

const ROUNDS = 5;
const HEARTBEATS = 20_000;
const PROGRAM = fileURLToPath(new URL('step.ts', import.meta.url));

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
exitOnSignals();

const names = Object.keys(STEPS) as StepName[];
const costs = new Map<StepName, StepCost[]>(names.map((name) => [name, []]));
const children = await Promise.all(
  names.map(async (name) => {
    const child = fork(PROGRAM, [name]);
    endWithThis(child);
    await once(child, 'message');
    return [name, child] as const;
  }),
);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, child] of children) {
    const answered = once(child, 'message');
    child.send(HEARTBEATS);
    const [cost] = (await answered) as [StepCost];
    costs.get(name)?.push(cost);
  }
}
for (const [, child] of children) child.kill();

const micros = (name: StepName, of: keyof StepCost): string =>
  median((costs.get(name) ?? []).map((it) => it[of])).toFixed(1);
const text = [
  '#### CPU cost of a heartbeat with 8 workers, without a network',
  '',
  '| step | µs of CPU | of which garbage collection |',
  '| --- | ---: | ---: |',
  ...names.map((name) => `| ${STEPS[name]} | ${micros(name, 'cpuUs')} | ${micros(name, 'gcUs')} |`),
].join('\n');
console.log(`\n${text}\n`);
if (values.write) {
  keepOnPage('heartbeat-cost', `${machineLine()}; ${ROUNDS} rounds of ${HEARTBEATS} heartbeats`, text);
}
