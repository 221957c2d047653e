import type { HealthStatus, OperationalStatus } from './heartbeat.ts';
import { LIMITS } from './limits.ts';
import type { ProcessStats } from './worker.ts';

/** Health of a hive ([R1]), best first. */
export const HIVE_HEALTHS = ['healthy', 'degraded', 'down'] as const;

/** Health of a hive ([R1]). A hive is online while it is healthy or degraded. */
export type HiveHealth = (typeof HIVE_HEALTHS)[number];

/**
 * The health of a hive ([R1]), from the time since the queen received its last heartbeat and from its interval, both in
 * milliseconds.
 */
export function hiveHealth(silenceMs: number, intervalMs: number): HiveHealth {
  if (silenceMs < LIMITS.degradedAfterIntervals * intervalMs) return 'healthy';
  return silenceMs < LIMITS.downAfterIntervals * intervalMs ? 'degraded' : 'down';
}

/** True if a hive can accept work ([R3]): it is healthy, and the status that it reports, if any, allows it. */
export function isHiveAvailable(hive: {
  health: HiveHealth;
  operational_status?: OperationalStatus | undefined;
  health_status?: HealthStatus | undefined;
}): boolean {
  if (hive.health !== 'healthy') return false;
  if (hive.health_status?.status === 'unhealthy') return false;
  const said = hive.operational_status;
  return said === undefined || said === 'ready' || said === 'busy';
}

/**
 * True if a worker is busy ([R2]). Decided by the running requests of its engine; if unknown, by its GPU use; if
 * unknown, by its CPU use.
 */
export function isWorkerBusy(worker: ProcessStats): boolean {
  const running = worker.engine?.requests_running;
  if (running !== undefined) return running > 0;
  if (worker.unknown?.['gpu_util_pct'] === undefined) return worker.gpu_util_pct > 0;
  return worker.cpu_pct >= LIMITS.busyCpuPct;
}
