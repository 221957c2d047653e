import { type HiveHealth, hiveHealth } from '@rbee/contract';
import type { HiveSample } from '../ingest/index.ts';
import type { Moment } from '../time/index.ts';

/** What the queen holds of one hive. Replaced whole by each sample that is taken. */
export interface HiveRecord {
  readonly sample: HiveSample;
  /** When the sample was received, by the queen's clocks ([H7]). */
  readonly received: Moment;
  /** The hive's clock less the queen's at receipt, milliseconds ([H7]). */
  readonly clockSkewMs: number;
  /** The standing that watchers were told last. */
  readonly announced: HiveHealth;
}

/** Milliseconds since the hive's last sample was received. */
export const silenceMs = (record: HiveRecord, monotonic: number): number =>
  monotonic - record.received.monotonic;

/** How the hive stands at a moment of the monotonic clock ([R1]). */
export const healthAt = (record: HiveRecord, monotonic: number): HiveHealth =>
  hiveHealth(silenceMs(record, monotonic), record.sample.interval_ms);
