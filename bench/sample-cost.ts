/**
 * CPU cost of one sample of the monitor among real processes, compared with the cheapest loop that reads the same files and
 * with two exporters. Exits with 1 if a target is missed; `--write` puts the result into docs/measurements.md.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import HIVE_FLAGS from '../apps/rbee/bin/small.json' with { type: 'json' };
import { Child } from './child.ts';
import { startCrowd } from './crowd.ts';
import { missingExporters, startExporters } from './exporters.ts';
import { isolation, ordinaryUser, runInNamespace, type User } from './isolation.ts';
import { type Cost, type Measured, measure } from './measured.ts';
import { publish, statusOf } from './report.ts';
import { type CostsAmong, sampleReport, sampleVerdicts } from './sample-report.ts';

const ROUNDS = 5;
const SAMPLES = 20;
const MAIN = 500;
const SIZES = [100, 250, MAIN, 1_000];
const SUBJECT = fileURLToPath(new URL('subject.ts', import.meta.url));

/** What is measured among each number of processes: the monitor, the cheapest loop, and others. */
const TITLES = {
  monitor: 'one sample of the monitor, as in a hive',
  'kept-open': 'the same files read, kept open',
  'stat-kept-open': 'the same, plus `stat` of every process in every sample',
  'opened-each-time': 'the same files opened, read and closed',
  'monitor-optimised': "one sample of the monitor with Node's optimising compilers",
} as const;

/** First argument of `subject.ts`. */
export type SubjectName = keyof typeof TITLES;

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
  const report = [sampleReport(main, sizes, verdicts), ...missingExporters()].join('\n');
  const how = `${ROUNDS} rounds of ${SAMPLES} samples, ${isolation(user)}`;
  publish('sample-cost', report, how, values.write);
  return statusOf(verdicts);
}

async function measureAmong(processes: number, user: User): Promise<CostsAmong> {
  const workers = processes / 10;
  const endCrowd = await startCrowd(processes, workers, user);
  const subjects = (Object.keys(TITLES) as SubjectName[]).map((name) => startSubject(name, workers, user));
  const all = [...subjects, ...(processes === MAIN ? await startExporters(user) : [])];
  try {
    const costs = await measure(all, ROUNDS, SAMPLES);
    const [monitor, cheapestLoop, ...others] = costs as [Cost, Cost, ...Cost[]];
    console.log(
      `${processes} processes, ${workers} of them workers: ${monitor.medianMs.toFixed(2)} ms a sample`,
    );
    return { processes, workers, monitor, cheapestLoop, others };
  } finally {
    await Promise.all(all.map((it) => it.end()));
    await endCrowd();
  }
}

/** A process that takes samples and measures their CPU time. */
function startSubject(name: SubjectName, workers: number, user: User): Measured {
  const flags = name === 'monitor' ? HIVE_FLAGS : [];
  const child = new Child([process.execPath, ...flags, SUBJECT, name, `${workers}`], {
    ...user,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    title: TITLES[name],
    round: async (samples) => (await child.ask(samples)) as readonly number[],
    end: () => child.end(),
  };
}
