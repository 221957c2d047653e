/** Program that takes as many samples as it is asked for, and answers with the CPU time of each. */
import { setTimeout } from 'node:timers/promises';
import { createMonitor } from '@rbee/monitor';
import { countProcesses, filesKeptOpen, filesOpenedEachTime, type ReadOnce } from './read-files.ts';
import type { RoundAnswer, SubjectName } from './subjects.ts';

const PAUSE_MS = 20;
/** Samples before the first that counts: the code of a hive that has run for days is compiled. */
const WARM_UP = 100;

let workers = 0;

function createSample(name: SubjectName): ReadOnce {
  switch (name) {
    case 'kept-open':
      return filesKeptOpen('as-a-sample');
    case 'stat-kept-open':
      return filesKeptOpen('stat-always');
    case 'opened-each-time':
      return filesOpenedEachTime();
    case 'monitor':
    case 'monitor-optimised':
      return monitorSample();
  }
}

/** The monitor's clock advances by one second per sample, so that it does its less frequent work as often as in a hive. */
function monitorSample(): ReadOnce {
  let nowMs = 0;
  const monitor = createMonitor({ version: 'bench', monotonicMs: () => nowMs });
  return () => {
    nowMs += 1_000;
    workers = monitor.sample().workers.length;
  };
}

const sample = createSample(process.argv[2] as SubjectName);
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
