import type { HiveTelemetry, NodeStats, ProcessStats } from '@rbee/contract';
import type { Instant } from '../time.ts';
import type { Pause } from './pause.ts';
import type { Reading } from './reading.ts';

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
  /** How many they are, and how many of them are not busy ([R2]). */
  readonly workersCount: number;
  readonly idleWorkers: number;
  /** Sent late after an outage: fills history, never rewrites the present ([L2]). */
  readonly backfill: boolean;
  readonly boot_id: string | undefined;
  readonly version: string | undefined;
  readonly seq: number | undefined;
  readonly node: NodeStats | undefined;
  /** What the hive says of itself in words ([H2]). */
  readonly words: Pick<HiveTelemetry, 'operational_status' | 'health_status'>;
  /** The text that it came in, where that followed a pattern: workers and node are made of it only when they are asked for. */
  readonly reading: Reading | undefined;
  /** When a pattern is made of the hive's heartbeats. */
  readonly pause: Pause;
}

/** Whether they are the same workers for certain, by their names, processes and models: of one pattern only their figures differ. */
export const hasSameWorkers = ({ reading }: HiveSample, other: HiveSample): boolean =>
  reading !== undefined && reading.pattern === other.reading?.pattern;
