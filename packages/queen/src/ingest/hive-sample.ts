import type { HiveTelemetry, ProcessStats } from '@rbee/contract';
import type { Instant } from '../time/index.ts';

/** One heartbeat as the queen works with it, whichever of the two bodies it came in ([H1], [H2]). */
export interface HiveSample {
  readonly hive_id: string;
  /** When it was taken by the hive's clock, as the hive wrote it ([H7]). */
  readonly sampled_at: string;
  /** The same as a value. */
  readonly instant: Instant;
  /** Milliseconds between two heartbeats ([R1]). */
  readonly interval_ms: number;
  readonly workers: ProcessStats[];
  /** Sent late after an outage: fills history, never rewrites the present ([L2]). */
  readonly backfill: boolean;
  readonly boot_id?: string;
  readonly version?: string;
  /** What the hive said and watchers are told as it is ([S2]). */
  readonly reported: Pick<HiveTelemetry, 'seq' | 'node' | 'operational_status' | 'health_status'>;
}
