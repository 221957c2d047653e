import { type HivePage, type ProcessStats, type WorkerPage, workerId } from '@rbee/contract';
import { hiveView, isOnline, type Standing, workerView } from '../registry/index.ts';
import { matchesHive, matchesWorker } from './filters.ts';
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

/** A page of the workers of online hives ([Q], [R2]). */
export function listWorkers(standings: readonly Standing[], query: ListQuery): WorkerPage {
  const found = standings
    .filter((standing) => isOnline(standing) && matchesHive(query, standing))
    .flatMap((standing) => standing.record.sample.workers.map((worker) => ({ standing, worker })))
    .filter(({ worker }) => matchesWorker(query, worker));
  return pageOf(found, query, idOf, ({ standing, worker }) => workerView(standing, worker));
}

const idOf = ({ standing, worker }: { standing: Standing; worker: ProcessStats }): string =>
  workerId(standing.record.sample.hive_id, worker);
