import type { FleetProblem, FleetWorker } from '@rbee/queen-rbee-sdk';
import type { Place } from '../address.ts';

/** The page of a worker. */
export const placeOfWorker = ({ hive, stats }: FleetWorker): Place => ({
  page: 'worker',
  hive_id: hive.hive_id,
  group: stats.group,
  instance: stats.instance,
});

/** The page of whom a problem is about. */
export function placeOfProblem({ subject }: FleetProblem): Place | undefined {
  const { hive_id, group, instance } = subject;
  if (hive_id === undefined) return undefined;
  if (group === undefined || instance === undefined) return { page: 'hive', hive_id };
  return { page: 'worker', hive_id, group, instance };
}
