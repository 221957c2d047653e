import type { HealthStatus, OperationalStatus } from './heartbeat.ts';
import { LIMITS } from './limits.ts';
import type { ProcessStats } from './worker.ts';

/** The statuses of a hive ([R1]), best first. */
export const HIVE_HEALTHS = ['healthy', 'degraded', 'down'] as const;

/** The status of a hive ([R1]). A hive is online while it is healthy or degraded. */
export type HiveHealth = (typeof HIVE_HEALTHS)[number];

/**
 * The status of a hive, from the time since its last heartbeat was received and its interval, both in
 * milliseconds ([R1]).
 */
export function hiveHealth(silenceMs: number, intervalMs: number): HiveHealth {
  if (silenceMs < LIMITS.degradedAfterIntervals * intervalMs) return 'healthy';
  return silenceMs < LIMITS.downAfterIntervals * intervalMs ? 'degraded' : 'down';
}

/** True if a hive can accept work: by its health and, if it reports its own statuses ([H2]), by these too ([R3]). */
export function isHiveAvailable(hive: {
  health: HiveHealth;
  operational_status?: OperationalStatus | undefined;
  health_status?: HealthStatus | undefined;
}): boolean {
  if (hive.health !== 'healthy') return false;
  if (hive.health_status?.status === 'unhealthy') return false;
  return ['ready', 'busy', undefined].includes(hive.operational_status);
}

/** The inputs of `isBusy`; undefined if unknown. */
export interface BusySigns {
  /** Requests that its engine is running. */
  readonly requestsRunning: number | undefined;
  /** Use of the busiest of its GPUs, percent. */
  readonly gpuUtilPct: number | undefined;
  /** CPU use; 100 is one core. */
  readonly cpuPct: number;
}

/**
 * True if a worker is busy ([R2]): by its engine's running requests, else by its GPU use where that is known, else by its
 * CPU use.
 */
export function isBusy({ requestsRunning, gpuUtilPct, cpuPct }: BusySigns): boolean {
  if (requestsRunning !== undefined) return requestsRunning > 0;
  return gpuUtilPct === undefined ? cpuPct >= LIMITS.busyCpuPct : gpuUtilPct > 0;
}

/** True if a worker of the wire format is busy ([R2]). */
export const isWorkerBusy = ({ engine, unknown, gpu_util_pct, cpu_pct }: ProcessStats): boolean =>
  isBusy({
    requestsRunning: engine?.requests_running,
    gpuUtilPct: unknown?.['gpu_util_pct'] === undefined ? gpu_util_pct : undefined,
    cpuPct: cpu_pct,
  });
