import {
  type HiveTelemetry,
  type HiveView,
  isWorkerBusy,
  type ProcessStats,
  type WorkerView,
  workerId,
} from '@rbee/contract';
import type { HiveSample } from '../ingest/index.ts';
import { rfc3339 } from '../time.ts';
import { isAvailable, isOnline, isWorkerAvailable } from './fleet-counts.ts';
import type { HiveRecord } from './hive-record.ts';
import type { Standing } from './registry.ts';

/** A hive's last sample as the stream carries it ([S2]). */
export function telemetryOf({ record, health }: Standing): { type: 'hive_telemetry' } & HiveTelemetry {
  const { hive_id, workers, sampled_at } = record.sample;
  return {
    type: 'hive_telemetry',
    hive_id,
    timestamp: rfc3339(record.received.at),
    workers,
    sampled_at,
    health,
    clock_skew_ms: record.clockSkewMs,
    ...conflictOf(record),
    ...reportedIn(record.sample),
  };
}

/** A hive as a reader sees it ([Q]). */
export function hiveView(standing: Standing): HiveView {
  const { record, health } = standing;
  const { hive_id, sampled_at, interval_ms, version, workers } = record.sample;
  return {
    hive_id,
    health,
    online: isOnline(standing),
    available: isAvailable(standing),
    last_update: rfc3339(record.received.at),
    sampled_at,
    clock_skew_ms: record.clockSkewMs,
    interval_ms,
    ...(version !== undefined && { version }),
    ...conflictOf(record),
    ...reportedIn(record.sample),
    workers,
  };
}

const conflictOf = ({ conflicting }: HiveRecord): { conflicting_hives?: number } =>
  conflicting > 0 ? { conflicting_hives: conflicting } : {};

/** What the hive said and is told as it is ([S2]). */
const reportedIn = ({ seq, node, words }: HiveSample) => ({
  ...(seq !== undefined && { seq }),
  ...(node && { node }),
  ...words,
});

/** A worker of an online hive as a reader sees it ([Q]). */
export const workerView = (
  standing: Standing,
  worker: ProcessStats,
  freeVramMb: number | null,
): WorkerView => ({
  worker_id: workerId(standing.record.sample.hive_id, worker),
  hive_id: standing.record.sample.hive_id,
  busy: isWorkerBusy(worker),
  available: isWorkerAvailable(standing, worker),
  last_update: rfc3339(standing.record.received.at),
  free_vram_mb: freeVramMb,
  ...worker,
});
