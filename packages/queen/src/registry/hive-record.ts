import { type HiveHealth, hiveHealth, LIMITS } from '@rbee/contract';
import type { Sample, Via } from '../sample/index.ts';
import type { Moment } from '../time.ts';

/** The state of one hive; each accepted sample replaces it as a whole. */
export interface HiveRecord {
  readonly sample: Sample;
  /** Time of receipt, by the queen's clocks ([H7]). */
  readonly received: Moment;
  /** The hive's clock minus the queen's at receipt, milliseconds ([H7]). */
  readonly clockSkewMs: number;
  /** The open link that carried the sample, or null ([L3]). */
  readonly via: Via;
  /** True if that link has ended since ([L3]). */
  readonly cut: boolean;
  /** Number of other runs that claimed the id in the minute before the sample and were refused ([H8]). */
  readonly conflicting: number;
  /** The status that was last published. */
  readonly announced: HiveHealth;
}

/** Milliseconds since the hive's last sample was received. */
export const silenceMs = (record: HiveRecord, monotonic: number): number =>
  monotonic - record.received.monotonic;

/** The hive's status at a time of the monotonic clock ([R1]); after its link ended, it is at best degraded ([L3]). */
export function healthAt(record: HiveRecord, monotonic: number): HiveHealth {
  const health = hiveHealth(silenceMs(record, monotonic), record.sample.interval_ms);
  return record.cut && health === 'healthy' ? 'degraded' : health;
}

/** Time at which continued silence changes the hive's status, monotonic milliseconds ([R1], [R4]). */
export function nextLookAt(record: HiveRecord, health: HiveHealth, forgetAfterMs: number): number {
  const { degradedAfterIntervals, downAfterIntervals } = LIMITS;
  const { interval_ms } = record.sample;
  const silence = {
    healthy: degradedAfterIntervals * interval_ms,
    degraded: downAfterIntervals * interval_ms,
    down: forgetAfterMs,
  };
  return record.received.monotonic + silence[health];
}
