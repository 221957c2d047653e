import { type HiveEvent, type HiveEventType, type WorkerEvent, workerId } from '@rbee/contract';
import { rfc3339 } from '../time.ts';
import type { HiveRecord } from './hive-record.ts';
import { type KnownWorker, workerChanges } from './worker-changes.ts';

/** An event of a hive or a worker ([S10]). */
export type RegistryEvent =
  | { readonly kind: 'hive'; readonly event: HiveEvent }
  | { readonly kind: 'worker'; readonly event: WorkerEvent };

/** The event of a hive's status change; `at` is milliseconds since the epoch. */
export const hiveChanged = (type: HiveEventType, record: HiveRecord, at: number): RegistryEvent => ({
  kind: 'hive',
  event: {
    type,
    hive_id: record.sample.hive_id,
    timestamp: rfc3339(at),
    last_update: rfc3339(record.received.at),
  },
});

/** The worker events between two consecutive records of a hive: first the stopped workers, then the started ones. */
export function workersChanged(before: HiveRecord, after: HiveRecord): RegistryEvent[] {
  const { gone, started } = workerChanges(before.sample.rows(), after.sample.rows());
  const toEvent = (type: WorkerEvent['type']) => (worker: KnownWorker) => ({
    kind: 'worker' as const,
    event: {
      type,
      worker_id: workerId(after.sample.hive_id, worker),
      hive_id: after.sample.hive_id,
      group: worker.group,
      instance: worker.instance,
      pid: worker.pid,
      model: worker.model,
      timestamp: rfc3339(after.received.at),
    },
  });
  return [...gone.map(toEvent('gone')), ...started.map(toEvent('started'))];
}
