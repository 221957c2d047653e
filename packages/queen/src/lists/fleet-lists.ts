import { asksForWorker, matchesHive } from '../filter.ts';
import {
  type FleetIndex,
  FreeMemory,
  type HiveStatus,
  hiveView,
  isOnline,
  isWorkerAvailable,
  type PresentFleet,
  workerView,
} from '../registry/index.ts';
import type { WorkerRow } from '../sample/index.ts';
import type { ListQuery } from './list-query.ts';
import { type Item, pageText } from './page-text.ts';

type ListedFleet = Pick<PresentFleet, 'index' | 'find'>;

/**
 * A page of the known hives, online or not ([Q]), as JSON in pieces. A hive is listed with all its workers, also if the filter
 * names workers.
 */
export const hivePage = (fleet: ListedFleet, query: ListQuery): Iterator<string, undefined> =>
  pageText(hivesOf(fleet, query), query.limit);

/** A page of the workers of online hives ([Q], [R2], [R5]), as JSON in pieces. */
export const workerPage = (fleet: ListedFleet, query: ListQuery): Iterator<string, undefined> =>
  pageText(workersOf(fleet, query), query.limit);

function* hivesOf({ index, find }: ListedFleet, query: ListQuery): Generator<Item | null> {
  for (const id of index.hives(query, 'hives', query.after)) {
    const status = find(id);
    const matches = status !== undefined && matchesHive(query, status.record.sample);
    yield matches ? { id, json: () => JSON.stringify(hiveView(status)) } : null;
  }
}

function* workersOf({ index, find }: ListedFleet, query: ListQuery): Generator<Item | null> {
  for (const hiveId of index.hives(query, 'workers', query.after)) {
    const status = find(hiveId);
    if (status && isOnline(status)) yield* workersOfHive(index, status, query);
    yield null;
  }
}

/** Checks what costs nothing first. A hive can have many workers with many models: after objects were made it may pause. */
function* workersOfHive(index: FleetIndex, status: HiveStatus, query: ListQuery): Generator<Item | null> {
  const { sample } = status.record;
  let memory: FreeMemory | undefined;
  for (const { id, worker } of index.workersOf(sample.hive_id)) {
    if (query.after !== null && id <= query.after) continue;
    if (!asksForWorker(query, worker) || !isAsAvailable(query, status, worker)) continue;
    if (lacks(query.freeSlots, worker.freeSlots)) continue;
    if (!isAsLoaded(query, worker)) {
      yield null;
      continue;
    }
    memory ??= new FreeMemory(sample.workers, sample.node);
    const free = memory.of(worker.stats);
    const json = () => JSON.stringify(workerView(status, worker, free));
    yield lacks(query.freeVramMb, free) ? null : { id, json };
  }
}

const isAsAvailable = ({ available }: ListQuery, status: HiveStatus, worker: WorkerRow): boolean =>
  available === null || isWorkerAvailable(status, worker) === available;

/** True if less is free than was asked for, or it is not known how much ([R5]). */
const lacks = (asked: number | null, free: number | null | undefined): boolean =>
  asked !== null && (free ?? -1) < asked;

/** True if one of its models that the filter asks for is not known to be unloaded ([W5]). */
function isAsLoaded({ loaded, models }: ListQuery, worker: WorkerRow): boolean {
  if (!loaded) return true;
  const states = new Map(worker.servedModels.map(({ name, state = 'loaded' }) => [name, state]));
  const names = worker.modelNames.filter((name) => models.size === 0 || models.has(name));
  return names.some((name) => (states.get(name) ?? 'loaded') === 'loaded');
}
