import { type HiveHealth, isWorkerBusy } from '@rbee/queen-rbee-sdk';
import type { WorkerTelemetry } from './telemetry.ts';

/** Whether what is shown is of this moment: `stale` when it is late, `down` when its hive fell silent. */
export type Standing = 'live' | 'stale' | 'down';

/** What a worker's pulse says. */
export type Activity = 'idle' | 'busy' | 'stale' | 'down';

/**
 * How far a hive's last sample can be believed, from its health ([R1]) and from whether the page itself
 * still hears the queen. A hive that does not say its health is taken as healthy.
 */
export function standingOf(health: HiveHealth | undefined, connected: boolean): Standing {
  if (health === 'down') return 'down';
  return health === 'degraded' || !connected ? 'stale' : 'live';
}

/** Whether a worker is busy ([R2]); a figure that was not reported counts as 0. */
export function isBusy(worker: WorkerTelemetry): boolean {
  const { engine, unknown, cpu_pct = 0 } = worker;
  return isWorkerBusy({
    pid: worker.pid,
    group: worker.group,
    instance: worker.instance,
    cpu_pct,
    rss_mb: worker.rss_mb,
    io_r_mb_s: 0,
    io_w_mb_s: 0,
    uptime_s: worker.uptime_s,
    gpu_util_pct: worker.gpu_util_pct,
    vram_mb: worker.vram_mb,
    total_vram_mb: worker.total_vram_mb,
    model: worker.model,
    ...(unknown && { unknown }),
    ...(engine && { engine }),
  });
}

/** What a worker's pulse says: only what is of this moment is called idle or busy. */
export function activityOf(worker: WorkerTelemetry, standing: Standing): Activity {
  if (standing !== 'live') return standing;
  return isBusy(worker) ? 'busy' : 'idle';
}
