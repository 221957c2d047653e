/**
 * CPU cost of a heartbeat of 8 workers for the queen, step by step and without a network. All steps are measured in turns. It
 * has no targets. `--write` puts the result into docs/measurements.md.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Child, exitOnSignals } from '../child.ts';
import { median } from '../measured.ts';
import { publish, tableLines } from '../report.ts';

/** What the queen does with a heartbeat. Each step includes the ones before it. */
const STEPS = {
  parsed: 'parsed as JSON',
  checked: 'and validated, field by field',
  taken: 'read, stored, indexed and published, without watchers',
  recorded: 'the same, and recorded for the history',
  whole: 'without a history, and sent to one watcher of the whole stream',
  gzip: 'the same, compressed',
  delta: 'and sent to one watcher of changes, compressed',
  summary: 'and sent to one watcher of totals, compressed',
} as const;

/** Argument of `step.ts`. */
export type StepName = keyof typeof STEPS;

/** CPU time per heartbeat, and the part of it that is garbage collection, microseconds. */
export interface StepCost {
  readonly cpuUs: number;
  readonly gcUs: number;
}

const ROUNDS = 5;
const HEARTBEATS = 20_000;
const PROGRAM = fileURLToPath(new URL('step.ts', import.meta.url));

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
exitOnSignals();
const steps = await Promise.all(
  Object.entries(STEPS).map(async ([name, title]) => {
    const child = new Child([process.execPath, PROGRAM, name], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    await child.message();
    return { title, child, costs: [] as StepCost[] };
  }),
);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { child, costs } of steps) costs.push((await child.ask(HEARTBEATS)) as StepCost);
}
await Promise.all(steps.map(({ child }) => child.end()));

const lines = [
  '#### CPU cost of a heartbeat with 8 workers, without a network',
  '',
  ...tableLines(
    'step',
    { 'µs of CPU': 1, 'of which garbage collection': 1 },
    steps.map(({ title, costs }) => [
      title,
      median(costs.map((it) => it.cpuUs)),
      median(costs.map((it) => it.gcUs)),
    ]),
  ),
];
const how = `${ROUNDS} rounds of ${HEARTBEATS} heartbeats`;
publish('queen heartbeat-cost', lines.join('\n'), how, values.write);
