import { isHiveAvailable, type QueenHeartbeat } from '@rbee/contract';
import type { WorkerRow } from '../sample/index.ts';
import type { HiveRecord } from './hive-record.ts';
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

/** The totals of a fleet without hives. */
export const noCounts = (): FleetCounts => ({
  ...{ workers_online: 0, workers_available: 0, hives_online: 0, hives_available: 0 },
});

/** Adds one hive and its workers to the totals; `times` -1 takes away what was added. */
export function addToCounts(counts: FleetCounts, status: HiveStatus, times: 1 | -1 = 1): void {
  if (!isOnline(status)) return;
  const { workersCount, readyWorkers } = status.record.sample;
  counts.hives_online += times;
  counts.workers_online += times * workersCount;
  if (status.health === 'healthy') counts.workers_available += times * readyWorkers;
  if (isAvailable(status)) counts.hives_available += times;
}

/** The totals by the published statuses, kept while hives come, change and go: counting a large fleet anew takes too long. */
export class AnnouncedCounts {
  readonly #counts = noCounts();

  get present(): FleetCounts {
    return { ...this.#counts };
  }

  /** A hive's record takes the place of the one before. */
  replace(before: HiveRecord | undefined, after: HiveRecord | undefined): void {
    if (before) addToCounts(this.#counts, { record: before, health: before.announced }, -1);
    if (after) addToCounts(this.#counts, { record: after, health: after.announced });
  }
}
