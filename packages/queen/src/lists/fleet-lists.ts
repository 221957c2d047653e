import type { HivePage, ProcessStats, WorkerPage, WorkerView } from '@rbee/contract';
import { asksForWorker } from '../filter.ts';
import {
  type FleetIndex,
  freeVramMb,
  hiveView,
  isOnline,
  isWorkerAvailable,
  type Standing,
  workerView,
} from '../registry/index.ts';
import { cursorOf } from './cursor.ts';
import { matchesHive } from './filters.ts';
import type { ListQuery } from './list-query.ts';
import { pageOf } from './page-of.ts';

/** A page of the known hives, online or not ([Q]). A hive is shown whole, with every worker it has. */
export const listHives = (standings: readonly Standing[], query: ListQuery): HivePage =>
  pageOf(
    standings.filter((standing) => matchesHive(query, standing)),
    query,
    ({ record }) => record.sample.hive_id,
    hiveView,
  );

/** What a list of workers is made from. */
export interface WorkersSource {
  readonly index: FleetIndex;
  readonly find: (hiveId: string) => Standing | undefined;
}

/**
 * A page of the workers of online hives ([Q], [R2], [R5]). Looks at hives in the order of their workers' ids, only at those
 * that can have what is asked for, and at no more than the page needs.
 */
export function listWorkers(source: WorkersSource, query: ListQuery): WorkerPage {
  const items: WorkerView[] = [];
  for (const view of matching(source, query)) {
    if (items.length === query.limit) {
      return { items, next_cursor: cursorOf((items.at(-1) as WorkerView).worker_id) };
    }
    items.push(view);
  }
  return { items, next_cursor: null };
}

function* matching({ index, find }: WorkersSource, query: ListQuery): Generator<WorkerView> {
  const candidates = index.candidates(query.models, query.groups);
  for (const hiveId of hivesOf(index, query)) {
    if (candidates && !candidates.has(hiveId)) continue;
    const standing = find(hiveId);
    if (!standing || !isOnline(standing)) continue;
    for (const { id, worker } of index.workersOf(hiveId)) {
      if (query.after !== null && id <= query.after) continue;
      if (!asksForWorker(query, worker)) continue;
      const free = freeOf(standing, worker);
      if (isAskedFor(query, standing, worker, free)) yield workerView(standing, worker, free);
    }
  }
}

/** The ids of a hive's workers begin with its own and a slash, so that is what puts hives in the order of their workers. */
const hivesOf = (index: FleetIndex, { hives, after }: ListQuery): Iterable<string> =>
  hives.size > 0 ? [...hives].sort((a, b) => (`${a}/` < `${b}/` ? -1 : 1)) : index.hivesAfter(after);

const freeOf = ({ record }: Standing, worker: ProcessStats): number | null =>
  freeVramMb(worker, record.sample.workers, record.sample.node);

function isAskedFor(
  { available, freeVramMb: wanted }: ListQuery,
  standing: Standing,
  worker: ProcessStats,
  free: number | null,
): boolean {
  if (available !== null && isWorkerAvailable(standing, worker) !== available) return false;
  return wanted === null || (free !== null && free >= wanted);
}
