import type { ProcessStats } from '@rbee/contract';
import type { Standing } from '../registry/index.ts';
import type { ListQuery } from './list-query.ts';

const passes = (allowed: ReadonlySet<string>, value: string | null): boolean =>
  allowed.size === 0 || (value !== null && allowed.has(value));

/** Whether a worker is of a group and a model that were asked for. */
export const matchesWorker = (query: ListQuery, worker: ProcessStats): boolean =>
  passes(query.groups, worker.group) && passes(query.models, worker.model);

/** Whether a hive was asked for by its id; and, where groups or models were asked for, has such a worker. */
export function matchesHive(query: ListQuery, { record }: Standing): boolean {
  const { hive_id, workers } = record.sample;
  if (!passes(query.hives, hive_id)) return false;
  if (query.groups.size + query.models.size === 0) return true;
  return workers.some((worker) => matchesWorker(query, worker));
}
