import { type HiveView, type WorkerView, workerId } from '@rbee/contract';
import { type Sample, transportOf, type WorkerRow } from '../sample/index.ts';
import { rfc3339 } from '../time.ts';
import { isAvailable, isOnline, isWorkerAvailable } from './fleet-counts.ts';
import type { HiveRecord } from './hive-record.ts';
import type { HiveStatus } from './registry.ts';

/** A hive as the HTTP API returns it ([Q]). */
export function hiveView(status: HiveStatus): HiveView {
  const { record, health } = status;
  const { hive_id, sampled_at, interval_ms, version, workers } = record.sample;
  return {
    hive_id,
    health,
    online: isOnline(status),
    available: isAvailable(status),
    last_update: rfc3339(record.received.at),
    sampled_at,
    clock_skew_ms: record.clockSkewMs,
    transport: transportOf(record.via),
    interval_ms,
    ...(version !== undefined && { version }),
    ...conflictOf(record),
    ...reportedIn(record.sample),
    workers,
  };
}

const conflictOf = ({ conflicting }: HiveRecord): { conflicting_hives?: number } =>
  conflicting > 0 ? { conflicting_hives: conflicting } : {};

/** The fields that are passed on as the hive sent them ([S2]). */
const reportedIn = ({ seq, node, reportedStatus }: Sample) => ({
  ...(seq !== undefined && { seq }),
  ...(node && { node }),
  ...reportedStatus,
});

/** A worker of an online hive as the HTTP API returns it ([Q]). */
export function workerView(status: HiveStatus, worker: WorkerRow, freeVramMb: number | null): WorkerView {
  const { sample, received } = status.record;
  const { activity, stats } = worker;
  return {
    worker_id: workerId(sample.hive_id, stats),
    hive_id: sample.hive_id,
    activity,
    busy: activity === 'busy',
    available: isWorkerAvailable(status, worker),
    last_update: rfc3339(received.at),
    free_vram_mb: freeVramMb,
    free_slots: worker.freeSlots ?? null,
    ...stats,
  };
}
