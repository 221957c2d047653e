import type { HiveTelemetry } from '@rbee/contract';

/** `event: heartbeat` of a hive ([S2]). */
export type TelemetryEvent = { type: 'hive_telemetry' } & HiveTelemetry;

/** What the stream asks when a watcher needs the whole state ([S4]). */
export interface StateSource {
  /** The fleet in numbers, now ([S3]). */
  queen(): object;
  /** A hive's last telemetry with its health of now, where that is no longer what was published; else null. */
  corrected(hiveId: string): TelemetryEvent | null;
}
