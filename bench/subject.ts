/** One thing that is measured, in a process of its own: takes as many samples as it is told and answers what they cost. */
import { setTimeout } from 'node:timers/promises';
import { createMonitor } from '@rbee/monitor';
import { countProcesses, filesKeptOpen, filesOpenedEachTime, type ReadOnce } from './read-files.ts';
import { isSubjectName, type RoundAnswer, type SubjectName } from './subject-process.ts';

/** Time between two samples, milliseconds. */
const PAUSE_MS = 20;
/** Taken before anything is measured: a hive that runs for days is compiled. */
const WARM_UP = 100;

let workers = 0;
const SUBJECTS: Record<SubjectName, () => ReadOnce> = {
  monitor: monitorSample,
  'monitor-optimised': monitorSample,
  'kept-open': () => filesKeptOpen('as-a-sample'),
  'stat-kept-open': () => filesKeptOpen('stat-always'),
  'opened-each-time': filesOpenedEachTime,
};

/** A second passes between two samples for all that the monitor does seldom. */
function monitorSample(): ReadOnce {
  let secondMs = 0;
  const monitor = createMonitor({ version: 'bench', monotonicMs: () => secondMs });
  return () => {
    secondMs += 1_000;
    workers = monitor.sample().workers.length;
  };
}

const name = process.argv[2];
if (!isSubjectName(name)) throw new TypeError(`no subject: ${name}`);
const sample = SUBJECTS[name]();
for (let i = 0; i < WARM_UP; i += 1) sample();

process.on('message', async (samples: number) => {
  const cpuMs: number[] = [];
  for (let i = 0; i < samples; i += 1) {
    await setTimeout(PAUSE_MS);
    const before = process.cpuUsage();
    sample();
    const { user, system } = process.cpuUsage(before);
    cpuMs.push((user + system) / 1_000);
  }
  const answer: RoundAnswer = { cpuMs, workers, processes: countProcesses() };
  process.send?.(answer);
});
