import { type ProcessStats, workerId } from '@rbee/contract';

/** The identity of a worker. */
export type KnownWorker = Pick<ProcessStats, 'pid' | 'group' | 'instance' | 'model'> & {
  readonly started_at?: string | undefined;
};

/** Workers that started and stopped between two samples of one hive. */
export interface WorkerChanges {
  readonly gone: readonly KnownWorker[];
  readonly started: readonly KnownWorker[];
}

/**
 * Compares two samples of one hive. A worker is identified by its group and instance; if another process
 * has the same identity, the old worker has stopped and another has started.
 */
export function workerChanges(before: readonly KnownWorker[], after: readonly KnownWorker[]): WorkerChanges {
  if (isAlike(before, after)) return NO_CHANGES;
  const left = new Map(before.map((worker) => [workerId('', worker), worker]));
  const gone: KnownWorker[] = [];
  const started: KnownWorker[] = [];
  for (const worker of after) {
    const id = workerId('', worker);
    const known = left.get(id);
    left.delete(id);
    if (known && !isRestarted(known, worker)) continue;
    if (known) gone.push(known);
    started.push(worker);
  }
  return { gone: [...gone, ...left.values()], started };
}

const NO_CHANGES: WorkerChanges = { gone: [], started: [] };

/** Fast path for most samples: true if both have the same workers in the same order. */
const isAlike = (before: readonly KnownWorker[], after: readonly KnownWorker[]): boolean =>
  before.length === after.length &&
  before.every((one, index) => {
    const other = after[index];
    return other && one.pid === other.pid && one.instance === other.instance && one.group === other.group;
  });

/** A pid may change when a launcher exits and its child stays; the start time distinguishes the processes. */
const isRestarted = (before: KnownWorker, after: KnownWorker): boolean =>
  before.pid !== after.pid && (after.started_at === undefined || before.started_at !== after.started_at);
