import type { HiveHealth } from '@rbee/contract';
import type { Sample } from '../sample/index.ts';
import { compareInstants } from '../time.ts';

/**
 * True if a sample is newer than the stored one ([H6]): within one `boot_id` by `seq`, else by the
 * hive's timestamp. A sample with the same timestamp is a repeat, not newer.
 *
 * A hive's timestamps can go backwards: a clock is set back, a machine starts before its clock is synchronised,
 * or a sample is dated into the future. To not reject such a hive until its clock has caught up, an
 * earlier timestamp is accepted once the hive is down: by then every delayed sample has arrived.
 * This exception does not apply where `seq` decides.
 */
export function isNewer(sample: Sample, known: Sample, health: HiveHealth): boolean {
  const { seq } = sample;
  const knownSeq = known.seq;
  const sameBoot = sample.boot_id !== undefined && sample.boot_id === known.boot_id;
  if (sameBoot && seq !== undefined && knownSeq !== undefined) return seq > knownSeq;
  const step = compareInstants(sample.instant, known.instant);
  return step > 0 || (step < 0 && health === 'down');
}
