import { type ProcessStats, workerId } from '@rbee/contract';

/** What a worker is known by. */
export type KnownWorker = Pick<ProcessStats, 'pid' | 'group' | 'instance' | 'model'> & {
  readonly started_at?: string | undefined;
};

/** Workers that came and went between two samples of one hive. */
export interface WorkerChanges {
  readonly gone: readonly KnownWorker[];
  readonly started: readonly KnownWorker[];
}

/**
 * Compares two samples of one hive. A worker is known by its group and instance; where another process
 * stands behind them, the old worker is gone and a worker has started.
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

/** Whether they are the same workers in the same order, as in most samples: what then need not be told apart by id. */
const isAlike = (before: readonly KnownWorker[], after: readonly KnownWorker[]): boolean =>
  before.length === after.length &&
  before.every((one, index) => {
    const other = after[index];
    return other && one.pid === other.pid && one.instance === other.instance && one.group === other.group;
  });

/** A pid may change when a launcher ends and its child stays; the time of the start tells them apart. */
const isRestarted = (before: KnownWorker, after: KnownWorker): boolean =>
  before.pid !== after.pid && (after.started_at === undefined || before.started_at !== after.started_at);
