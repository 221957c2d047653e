import { isHiveAvailable, isWorkerBusy, type ProcessStats, type QueenHeartbeat } from '@rbee/contract';
import type { Standing } from './registry.ts';

/** Whether the hive is healthy or degraded ([R1]). */
export const isOnline = ({ health }: Standing): boolean => health !== 'down';

/** Whether the hive can take work ([R3]). */
export const isAvailable = ({ health, record }: Standing): boolean =>
  isHiveAvailable({ health, ...record.sample.words });

/** Whether a worker of this hive can take work ([R2]). */
export const isWorkerAvailable = ({ health }: Standing, worker: ProcessStats): boolean =>
  health === 'healthy' && !isWorkerBusy(worker);

/** The fleet in numbers ([S3]). */
export type FleetCounts = Pick<
  QueenHeartbeat,
  'workers_online' | 'workers_available' | 'hives_online' | 'hives_available'
>;

/** Counts what is online, and what is available ([R1]-[R3]). */
export function fleetCounts(standings: Iterable<Standing>): FleetCounts {
  const counts = { workers_online: 0, workers_available: 0, hives_online: 0, hives_available: 0 };
  for (const standing of standings) {
    if (!isOnline(standing)) continue;
    const { workersCount, idleWorkers } = standing.record.sample;
    counts.hives_online += 1;
    counts.workers_online += workersCount;
    if (standing.health === 'healthy') counts.workers_available += idleWorkers;
    if (isAvailable(standing)) counts.hives_available += 1;
  }
  return counts;
}
