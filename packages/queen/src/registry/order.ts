import type { HiveHealth } from '@rbee/contract';
import type { Sample } from '../sample/index.ts';
import { compareInstants } from '../time.ts';

/**
 * Whether a sample comes after the one that is known ([H6]): within one `boot_id` by `seq`, else by the
 * time that the hive wrote. One of the same instant is a repeat, and never does.
 *
 * Written times need not move forward: a clock is set back, a machine comes up before its clock is right,
 * a sample is dated into the future. So that such a hive is not lost until its clock has caught up, an
 * earlier time is taken once the hive is down: by then whatever was merely late on its way has arrived.
 * Where `seq` decides, no exception is needed, and none is made.
 */
export function isNewer(sample: Sample, known: Sample, health: HiveHealth): boolean {
  const { seq } = sample;
  const knownSeq = known.seq;
  const sameBoot = sample.boot_id !== undefined && sample.boot_id === known.boot_id;
  if (sameBoot && seq !== undefined && knownSeq !== undefined) return seq > knownSeq;
  const step = compareInstants(sample.instant, known.instant);
  return step > 0 || (step < 0 && health === 'down');
}
