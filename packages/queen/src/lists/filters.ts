import { asksForHive, asksForWorker, type Filter, narrowsWorkers } from '../filter.ts';
import type { Standing } from '../registry/index.ts';

/** Whether a hive was asked for by its id; and, where groups or models were asked for, has such a worker. */
export function matchesHive(filter: Filter, { record }: Standing): boolean {
  const { hive_id, workers } = record.sample;
  if (!asksForHive(filter, hive_id)) return false;
  return !narrowsWorkers(filter) || workers.some((worker) => asksForWorker(filter, worker));
}
