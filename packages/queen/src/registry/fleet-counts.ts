import {
  isHiveAvailable,
  isWorkerBusy,
  type ProcessStats,
  type QueenHeartbeat,
  workerId,
} from '@rbee/contract';
import { rfc3339 } from '../time/index.ts';
import type { Standing } from './registry.ts';

/** Whether the hive is healthy or degraded ([R1]). */
export const isOnline = ({ health }: Standing): boolean => health !== 'down';

/** Whether the hive can take work ([R3]). */
export const isAvailable = ({ health, record }: Standing): boolean =>
  isHiveAvailable({ health, ...record.sample.reported });

/** Whether a worker of this hive can take work ([R2]). */
export const isWorkerAvailable = ({ health }: Standing, worker: ProcessStats): boolean =>
  health === 'healthy' && !isWorkerBusy(worker);

/** The fleet in numbers ([S3]); `at` is milliseconds since the epoch. */
export function queenHeartbeat(
  standings: readonly Standing[],
  at: number,
): { type: 'queen' } & QueenHeartbeat {
  const online = standings.filter(isOnline);
  const workerIds: string[] = [];
  let workersAvailable = 0;
  for (const standing of online) {
    const { hive_id, workers } = standing.record.sample;
    for (const worker of workers) {
      workerIds.push(workerId(hive_id, worker));
      if (isWorkerAvailable(standing, worker)) workersAvailable += 1;
    }
  }
  return {
    type: 'queen',
    workers_online: workerIds.length,
    workers_available: workersAvailable,
    hives_online: online.length,
    hives_available: online.filter(isAvailable).length,
    worker_ids: workerIds.sort(),
    hive_ids: online.map(({ record }) => record.sample.hive_id).sort(),
    timestamp: rfc3339(at),
  };
}
