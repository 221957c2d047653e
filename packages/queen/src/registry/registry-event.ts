import {
  type HiveEvent,
  type HiveEventType,
  type ProcessStats,
  type WorkerEvent,
  workerId,
} from '@rbee/contract';
import type { WorkerRow } from '../sample/index.ts';
import { rfc3339 } from '../time.ts';
import type { HiveRecord } from './hive-record.ts';

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
  const toEvent = (type: WorkerEvent['type']) => (worker: WorkerRow) => ({
    kind: 'worker' as const,
    event: {
      type,
      worker_id: workerId(after.sample.hive_id, worker),
      hive_id: after.sample.hive_id,
      group: worker.group,
      instance: worker.instance,
      pid: worker.pid,
      model: worker.model,
      ...(worker.modelNames.length > 1 && { models: [...worker.modelNames] }),
      timestamp: rfc3339(after.received.at),
    },
  });
  return [...gone.map(toEvent('gone')), ...started.map(toEvent('started'))];
}

/** The identity of a worker. */
export type KnownWorker = Pick<ProcessStats, 'pid' | 'group' | 'instance'> & {
  readonly started_at?: string | undefined;
};

/** Workers that started and stopped between two samples of one hive. */
export interface WorkerChanges<W> {
  readonly gone: readonly W[];
  readonly started: readonly W[];
  /** Workers that go on, each as it was and as it is. */
  readonly stayed: readonly (readonly [before: W, after: W])[];
}

/**
 * Compares two samples of one hive. A worker is identified by its group and instance; if another process
 * has the same identity, the old worker has stopped and another has started.
 */
export function workerChanges<W extends KnownWorker>(
  before: readonly W[],
  after: readonly W[],
): WorkerChanges<W> {
  const left = new Map(before.map((worker) => [workerId('', worker), worker]));
  const gone: W[] = [];
  const started: W[] = [];
  const stayed: [W, W][] = [];
  for (const worker of after) {
    const id = workerId('', worker);
    const known = left.get(id);
    left.delete(id);
    if (known && !isRestarted(known, worker)) {
      stayed.push([known, worker]);
      continue;
    }
    if (known) gone.push(known);
    started.push(worker);
  }
  return { gone: [...gone, ...left.values()], started, stayed };
}

/** A pid may change when a launcher exits and its child stays; the start time distinguishes the processes. */
const isRestarted = (before: KnownWorker, after: KnownWorker): boolean =>
  before.pid !== after.pid && (after.started_at === undefined || before.started_at !== after.started_at);
