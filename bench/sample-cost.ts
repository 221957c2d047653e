/**
 * What one sample costs: the monitor, the cheapest loop that reads the same files, and two exporters, by turns in the same
 * run, among real processes and as an ordinary user. Exits 1 where what docs/performance.md promises does not hold;
 * `--write` puts the result there.
 */
import { parseArgs } from 'node:util';
import { isAlone, runAlone } from './alone.ts';
import { startCrowd } from './crowd.ts';
import { startExporters } from './exporters.ts';
import { type Cost, measure } from './measured.ts';
import { machineLine, report, type Sized, writeBetween } from './report.ts';
import { sampleVerdicts } from './sample-verdict.ts';
import { startSubject } from './subject-process.ts';
import { ordinaryUser, type User } from './user.ts';
import { statusOf, verdictLines } from './verdict.ts';

const ROUNDS = 5;
const SAMPLES = 20;
const MAIN = 500;
const SIZES = [100, 250, MAIN, 1_000];

const { values } = parseArgs({ options: { write: { type: 'boolean' }, inside: { type: 'boolean' } } });
process.exitCode = (await runAlone()) ?? (await main());

async function main(): Promise<number> {
  const user = ordinaryUser();
  const sizes: Sized[] = [];
  const missing: string[] = [];
  const note = `Written by \`npm run bench -- --write\`: ${machineLine()}; ${ROUNDS} rounds of ${SAMPLES} samples, as ${user.uid === undefined ? 'the user who started it' : 'nobody'}${isAlone() ? ', in a PID namespace of its own' : ''}.`;
  for (const processes of SIZES) sizes.push(await measureAmong(processes, user, missing));
  const main = sizes.find((it) => it.processes === MAIN);
  if (!main) throw new Error('the main size was not measured');
  const verdicts = sampleVerdicts(main, sizes);
  const leftOut = missing.map((it) => `- **not compared**: ${it}`);
  const text = report(main, sizes, [note], [...verdictLines(verdicts), ...leftOut]);
  console.log(`\n${text}\n`);
  if (values.write) writeBetween(new URL('../docs/measurements.md', import.meta.url), 'sample-cost', text);
  return statusOf(verdicts);
}

/** Exporters only at the main size. */
async function measureAmong(processes: number, user: User, missing: string[]): Promise<Sized> {
  const size = { processes, workers: processes / 10 };
  const crowd = await startCrowd(size, user);
  const monitor = startSubject('monitor', user);
  const loops = ['kept-open', 'stat-kept-open', 'opened-each-time', 'monitor-optimised'] as const;
  const others = loops.map((it) => startSubject(it, user));
  const exporters = processes === MAIN ? await startExporters(user) : null;
  try {
    const all = [monitor, ...others, ...(exporters?.started ?? [])];
    const costs: readonly Cost[] = await measure(all, ROUNDS, SAMPLES);
    const { workers, processes: seen } = monitor.seen();
    console.log(`${processes} processes: ${workers} workers found, ${seen} processes seen.`);
    if (workers < size.workers) throw new Error(`Only ${workers} of ${size.workers} workers were found.`);
    missing.push(...(exporters?.missing ?? []));
    return { ...size, costs };
  } finally {
    await Promise.all([monitor, ...others].map((it) => it.end()));
    await exporters?.end();
    await crowd.end();
  }
}
