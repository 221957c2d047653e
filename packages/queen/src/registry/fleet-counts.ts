import { isHiveAvailable, type QueenHeartbeat } from '@rbee/contract';
import type { WorkerRow } from '../sample/index.ts';
import type { HiveStatus } from './registry.ts';

/** True if the hive is healthy or degraded ([R1]). */
export const isOnline = ({ health }: HiveStatus): boolean => health !== 'down';

/** True if the hive can accept work ([R3]). */
export const isAvailable = ({ health, record }: HiveStatus): boolean =>
  isHiveAvailable({ health, ...record.sample.reportedStatus });

/** True if a worker of this hive can accept work ([R2]). */
export const isWorkerAvailable = ({ health }: HiveStatus, { isReady }: WorkerRow): boolean =>
  health === 'healthy' && isReady;

/** The totals of the fleet ([S3]). */
export type FleetCounts = Pick<
  QueenHeartbeat,
  'workers_online' | 'workers_available' | 'hives_online' | 'hives_available'
>;

/** Counts the online and the available hives and workers ([R1]-[R3]). */
export function fleetCounts(statuses: Iterable<HiveStatus>): FleetCounts {
  const counts = noCounts();
  for (const status of statuses) addToCounts(counts, status);
  return counts;
}

/** The totals of a fleet without hives. */
export const noCounts = (): FleetCounts => ({
  ...{ workers_online: 0, workers_available: 0, hives_online: 0, hives_available: 0 },
});

/** Adds one hive and its workers to the totals. */
export function addToCounts(counts: FleetCounts, status: HiveStatus): void {
  if (!isOnline(status)) return;
  const { workersCount, readyWorkers } = status.record.sample;
  counts.hives_online += 1;
  counts.workers_online += workersCount;
  if (status.health === 'healthy') counts.workers_available += readyWorkers;
  if (isAvailable(status)) counts.hives_available += 1;
}
