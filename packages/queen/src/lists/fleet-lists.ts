import type { HivePage, ProcessStats, WorkerPage, WorkerView } from '@rbee/contract';
import { asksForHive, asksForWorker, narrowsWorkers } from '../filter.ts';
import {
  type FleetIndex,
  freeVramMb,
  type HiveStatus,
  hiveView,
  isOnline,
  isWorkerAvailable,
  workerView,
} from '../registry/index.ts';
import { cursorOf, type ListQuery } from './list-query.ts';

/** One page of a list ([Q]). */
export interface Page<T> {
  readonly items: T[];
  readonly next_cursor: string | null;
}

/**
 * A page of the known hives, online or not ([Q]). A hive is listed with all its workers, also if the filter names
 * workers.
 */
export const listHives = (statuses: readonly HiveStatus[], query: ListQuery): HivePage =>
  pageOf(
    statuses.filter((status) => matchesHive(query, status)),
    query,
    ({ record }) => record.sample.hive_id,
    hiveView,
  );

/** True if the filter matches the hive's id and, if it restricts workers, at least one of the hive's workers. */
function matchesHive(filter: ListQuery, { record }: HiveStatus): boolean {
  const { sample } = record;
  if (!asksForHive(filter, sample.hive_id)) return false;
  return !narrowsWorkers(filter) || sample.rows().some((worker) => asksForWorker(filter, worker));
}

/**
 * Sorts by id in the order of code units, and returns the page after the id `after`. Items that are added or removed
 * between two requests do not shift the pages.
 */
export function pageOf<S, T>(
  all: readonly S[],
  { limit, after }: Pick<ListQuery, 'limit' | 'after'>,
  idOf: (item: S) => string,
  view: (item: S) => T,
): Page<T> {
  const left = all
    .map((item) => ({ id: idOf(item), item }))
    .filter(({ id }) => after === null || id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => view(item)),
    next_cursor: last && left.length > limit ? cursorOf(last.id) : null,
  };
}

/**
 * A page of the workers of online hives ([Q], [R2], [R5]). Reads hives in the order of their workers' ids, skips
 * those that the index excludes, and stops when the page is full.
 */
export function listWorkers(index: FleetIndex, find: FindHive, query: ListQuery): WorkerPage {
  const items: WorkerView[] = [];
  for (const view of matching(index, find, query)) {
    if (items.length === query.limit) {
      return { items, next_cursor: cursorOf((items.at(-1) as WorkerView).worker_id) };
    }
    items.push(view);
  }
  return { items, next_cursor: null };
}

type FindHive = (hiveId: string) => HiveStatus | undefined;

function* matching(index: FleetIndex, find: FindHive, query: ListQuery): Generator<WorkerView> {
  const candidates = index.candidates(query.models, query.groups);
  for (const hiveId of hivesOf(index, query)) {
    if (candidates && !candidates.has(hiveId)) continue;
    const status = find(hiveId);
    if (!status || !isOnline(status)) continue;
    const { sample } = status.record;
    for (const { id, worker } of index.workersOf(hiveId)) {
      if (query.after !== null && id <= query.after) continue;
      if (!asksForWorker(query, worker)) continue;
      const stats = worker.stats;
      const free = freeVramMb(stats, sample.workers, sample.node);
      if (isAskedFor(query, status, stats, free)) yield workerView(status, stats, free);
    }
  }
}

/** Sorted by id and slash, because a worker's id begins with them: `a-b/` is before `a/`, but `a` is before `a-b`. */
const hivesOf = (index: FleetIndex, { hives, after }: ListQuery): Iterable<string> =>
  hives.size > 0 ? [...hives].sort((a, b) => (`${a}/` < `${b}/` ? -1 : 1)) : index.hivesAfter(after);

function isAskedFor(
  { available, freeVramMb: wanted }: ListQuery,
  status: HiveStatus,
  worker: ProcessStats,
  free: number | null,
): boolean {
  if (available !== null && isWorkerAvailable(status, worker) !== available) return false;
  return wanted === null || (free !== null && free >= wanted);
}
