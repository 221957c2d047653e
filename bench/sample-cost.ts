/**
 * CPU cost of one sample of the monitor among real processes, compared with the cheapest loop that reads the same files and
 * with two exporters. Exits with 1 if a target is missed; `--write` puts the result into docs/measurements.md.
 */
import { parseArgs } from 'node:util';
import { startCrowd } from './crowd.ts';
import { missingExporters, startExporters } from './exporters.ts';
import { isolation, ordinaryUser, runInNamespace, type User } from './isolation.ts';
import { type Cost, measure } from './measured.ts';
import { machineLine, publish, statusOf } from './report.ts';
import { type CostsAmong, sampleReport, sampleVerdicts } from './sample-report.ts';
import { Subject } from './subjects.ts';

const ROUNDS = 5;
const SAMPLES = 20;
const MAIN = 500;
const SIZES = [100, 250, MAIN, 1_000];
/** The cheapest loop is the first. */
const LOOPS = ['kept-open', 'stat-kept-open', 'opened-each-time', 'monitor-optimised'] as const;

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({ options: { write: flag, inside: flag } });
process.exitCode = (await runInNamespace()) ?? (await main());

async function main(): Promise<number> {
  const user = ordinaryUser();
  const sizes: CostsAmong[] = [];
  for (const processes of SIZES) sizes.push(await measureAmong(processes, user));
  const main = sizes.find((it) => it.processes === MAIN);
  if (!main) throw new Error('The main size was not measured.');
  const verdicts = sampleVerdicts(main, sizes);
  const lines = [
    `Written by \`npm run bench -- --write\`: ${machineLine()}; ${ROUNDS} rounds of ${SAMPLES} samples, ${isolation(user)}.`,
    '',
    sampleReport(main, sizes, verdicts),
    ...missingExporters(),
  ];
  publish('sample-cost', lines.join('\n'), values.write);
  return statusOf(verdicts);
}

async function measureAmong(processes: number, user: User): Promise<CostsAmong> {
  const workers = processes / 10;
  const endCrowd = await startCrowd(processes, workers, user);
  const monitor = new Subject('monitor', user);
  const loops = LOOPS.map((name) => new Subject(name, user));
  const all = [monitor, ...loops, ...(processes === MAIN ? await startExporters(user) : [])];
  try {
    const costs = await measure(all, ROUNDS, SAMPLES);
    const [ofMonitor, cheapestLoop, ...others] = costs as [Cost, Cost, ...Cost[]];
    const { workers: found, processes: seen } = monitor.last;
    console.log(`${processes} processes: ${found} workers found, ${seen} processes seen.`);
    if (found < workers) throw new Error(`Only ${found} of ${workers} workers were found.`);
    return { processes, workers, monitor: ofMonitor, cheapestLoop, others };
  } finally {
    await Promise.all(all.map((it) => it.end()));
    await endCrowd();
  }
}
