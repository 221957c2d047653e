import type { EngineState } from './engine.ts';
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

/** What a worker does ([R2]); `unknown` if none of the figures that tell it is known. */
export const WORKER_ACTIVITIES = ['busy', 'idle', 'unknown'] as const;

/** What a worker does ([R2]). */
export type WorkerActivity = (typeof WORKER_ACTIVITIES)[number];

/** The figures that tell whether a worker is busy, the telling one first; undefined if unknown ([R2]). */
export interface ActivityFigures {
  /** Requests that its engine is running. */
  readonly requests_running: number | undefined;
  /** Use of the busiest of its GPUs, percent. */
  readonly gpu_util_pct: number | undefined;
  /** Memory of the GPUs that it uses, MiB; 0 if it uses none. Tells only what a GPU use of 0 means. */
  readonly total_vram_mb: number | undefined;
  /** CPU use; 100 is one core. */
  readonly cpu_pct: number | undefined;
  /** What the hive says of the CPU use of the last seconds, which does not change with each sample. */
  readonly cpu_busy: boolean | undefined;
  /** Names of figures that leave something out ([W6]): they can tell that the worker is busy, not that it is idle. */
  readonly partial: Pick<ReadonlySet<string>, 'has'>;
}

/** The figure that decides what a worker does: the first that is known ([R2]); undefined if none is. */
export function decidingFigure(
  figures: ActivityFigures,
): 'requests_running' | 'gpu_util_pct' | 'cpu_pct' | undefined {
  const { requests_running, gpu_util_pct, total_vram_mb, cpu_pct, partial } = figures;
  if (requests_running !== undefined) return 'requests_running';
  const tellsNothing = gpu_util_pct === 0 && (total_vram_mb === 0 || partial.has('gpu_util_pct'));
  if (gpu_util_pct !== undefined && !tellsNothing) return 'gpu_util_pct';
  if (cpu_pct === undefined || (partial.has('cpu_pct') && !isCpuBusy(cpu_pct, figures))) return undefined;
  return 'cpu_pct';
}

const isCpuBusy = (cpuPct: number, { cpu_busy }: Pick<ActivityFigures, 'cpu_busy'>): boolean =>
  cpu_busy ?? cpuPct >= LIMITS.busyCpuPct;

/** What a worker does, from the figures that tell it ([R2]). */
export function activityOf(figures: ActivityFigures): WorkerActivity {
  const figure = decidingFigure(figures);
  if (figure === undefined) return 'unknown';
  const value = figures[figure] as number;
  const isBusy = figure === 'cpu_pct' ? isCpuBusy(value, figures) : value > 0;
  return isBusy ? 'busy' : 'idle';
}

/** A worker, of which fields may be missing. */
type PartialWorker = {
  readonly [K in
    | 'engine'
    | 'gpu_util_pct'
    | 'total_vram_mb'
    | 'cpu_pct'
    | 'cpu_busy'
    | 'unknown'
    | 'partial']?: ProcessStats[K] | undefined;
};

const NOTHING_PARTIAL: ReadonlySet<string> = new Set();

/** The figures of a worker of the wire format that tell whether it is busy; undefined if missing or unknown ([W2]). */
export const activityFigures = ({
  engine,
  unknown,
  gpu_util_pct,
  total_vram_mb,
  cpu_pct,
  cpu_busy,
  partial,
}: PartialWorker): ActivityFigures => ({
  requests_running:
    engine?.unknown?.['requests_running'] === undefined ? engine?.requests_running : undefined,
  gpu_util_pct: unknown?.['gpu_util_pct'] === undefined ? gpu_util_pct : undefined,
  total_vram_mb: unknown?.['total_vram_mb'] === undefined ? total_vram_mb : undefined,
  cpu_pct: unknown?.['cpu_pct'] === undefined ? cpu_pct : undefined,
  cpu_busy,
  partial: partial === undefined ? NOTHING_PARTIAL : new Set(Object.keys(partial)),
});

/** What a worker of the wire format does ([R2]). */
export const workerActivity = (worker: PartialWorker): WorkerActivity => activityOf(activityFigures(worker));

/** What tells whether a worker can take a request ([R2]); a figure is undefined if it is not known. */
export interface ReadinessFigures {
  readonly activity: WorkerActivity;
  /** False if it is not known to take requests ([W3]). */
  readonly serves: boolean | undefined;
  /** State of its engine; undefined if no engine is read. */
  readonly state: EngineState | undefined;
  readonly slots: number | undefined;
  readonly requests_running: number | undefined;
  readonly requests_waiting: number | undefined;
}

/** True if a worker of a healthy hive can take a request ([R2]). */
export function isWorkerReady(worker: ReadinessFigures): boolean {
  if (worker.serves === false) return false;
  if (!isStateReady(worker)) return false;
  if ((worker.requests_waiting ?? 0) > 0) return false;
  const free = freeSlots(worker);
  return free === undefined ? worker.activity === 'idle' : free > 0;
}

/** Requests that an engine can take beside those that it has; undefined if that is not known ([R2]). */
export function freeSlots(worker: Omit<ReadinessFigures, 'activity' | 'serves'>): number | undefined {
  const { slots, requests_running, requests_waiting = 0 } = worker;
  if (!isStateReady(worker)) return 0;
  if (slots === undefined || requests_running === undefined) return undefined;
  return Math.max(0, slots - requests_running - requests_waiting);
}

/** True if the engine is ready, or none is read. */
const isStateReady = ({ state }: Pick<ReadinessFigures, 'state'>): boolean =>
  state === undefined || state === 'ready';
