/**
 * Program that takes as many samples as it is asked for, and answers with the CPU milliseconds of each. Arguments: what it
 * measures, and how many workers the monitor must find.
 */
import { setTimeout } from 'node:timers/promises';
import { createMonitor } from '@rbee/monitor';
import { type ReadOnce, readFiles } from './read-files.ts';
import type { SubjectName } from './sample-cost.ts';

const PAUSE_MS = 20;
/** Samples before the first that counts: the code of a hive that has run for days is compiled. */
const WARM_UP = 100;

const [subject, workers] = process.argv.slice(2) as [SubjectName, string];

/** The monitor's clock advances by one second per sample, so that it does its less frequent work as often as in a hive. */
function monitorSample(): ReadOnce {
  let nowMs = 0;
  const monitor = createMonitor({ version: 'bench', monotonicMs: () => nowMs });
  return () => {
    nowMs += 1_000;
    const found = monitor.sample().workers.length;
    const isWarm = nowMs > WARM_UP * 1_000;
    if (isWarm && found < Number(workers)) throw new Error(`Only ${found} of ${workers} workers were found.`);
  };
}

const isMonitor = subject === 'monitor' || subject === 'monitor-optimised';
const sample = isMonitor ? monitorSample() : readFiles(subject);
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
  process.send?.(cpuMs);
});
