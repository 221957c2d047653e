import { asksForHive, asksForWorker, type Filter, narrowsWorkers } from '../filter/index.ts';
import type { Standing } from '../registry/index.ts';

/** Whether a hive was asked for by its id; and, where groups or models were asked for, has such a worker. */
export function matchesHive(filter: Filter, { record }: Standing): boolean {
  const { sample } = record;
  if (!asksForHive(filter, sample.hive_id)) return false;
  return !narrowsWorkers(filter) || sample.rows().some((worker) => asksForWorker(filter, worker));
}
