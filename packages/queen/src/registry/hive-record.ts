import { type HiveHealth, hiveHealth, LIMITS } from '@rbee/contract';
import type { Sample } from '../sample/index.ts';
import type { Moment } from '../time.ts';
import type { Via } from './ownership.ts';

/** What the queen holds of one hive. Replaced whole by each sample that is taken. */
export interface HiveRecord {
  readonly sample: Sample;
  /** When the sample was received, by the queen's clocks ([H7]). */
  readonly received: Moment;
  /** The hive's clock less the queen's at receipt, milliseconds ([H7]). */
  readonly clockSkewMs: number;
  /** The open link that it came by, or null ([L3]). */
  readonly via: Via;
  /** Whether that link has ended since ([L3]). */
  readonly cut: boolean;
  /** How many others claimed its id in the minute before it and were refused ([H8]). */
  readonly conflicting: number;
  /** The standing that watchers were told last. */
  readonly announced: HiveHealth;
}

/** Milliseconds since the hive's last sample was received. */
export const silenceMs = (record: HiveRecord, monotonic: number): number =>
  monotonic - record.received.monotonic;

/** How the hive stands at a moment of the monotonic clock ([R1]); one whose link ended is degraded at once ([L3]). */
export function healthAt(record: HiveRecord, monotonic: number): HiveHealth {
  const health = hiveHealth(silenceMs(record, monotonic), record.sample.interval_ms);
  return record.cut && health === 'healthy' ? 'degraded' : health;
}

/** When silence makes something else of a hive that stands like this, monotonic milliseconds ([R1], [R4]). */
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
