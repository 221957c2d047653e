import {
  activityFigures,
  decidingFigure,
  type HiveHealth,
  type HiveState,
  LIMITS,
  type ProcessStats,
  type UnknownFields,
  type WorkerActivity,
  workerActivity,
} from '@rbee/queen-rbee-sdk';
import { reasonInFull, reasonInWords } from './format.ts';

type SeedField =
  | 'pid'
  | 'group'
  | 'instance'
  | 'model'
  | 'gpu_util_pct'
  | 'vram_mb'
  | 'total_vram_mb'
  | 'rss_mb'
  | 'uptime_s';

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** One worker to show: the nine fields of the seed page are required, all others optional. */
export type WorkerTelemetry = Readonly<Pick<ProcessStats, SeedField>> &
  Optional<Omit<ProcessStats, SeedField>>;

/** One hive to show: the three fields of the seed page are required, all others optional. */
export type HiveData = Readonly<Pick<HiveState, 'hive_id' | 'last_update'>> &
  Optional<Omit<HiveState, 'hive_id' | 'last_update' | 'workers'>> & {
    readonly workers: readonly WorkerTelemetry[];
  };

/** A measurement: its value, or why it is unknown ([W2]). */
export type Reading = { readonly known: true; readonly value: number } | UnknownReading;

/** Why a measurement is unknown. */
export interface UnknownReading {
  readonly known: false;
  /** A short reason. */
  readonly why: string;
  /** The full reason; often the same as `why`. */
  readonly inFull: string;
}

const NOT_REPORTED: UnknownReading = { known: false, why: 'not reported', inFull: 'not reported' };

type NumberField<T> = { [K in keyof T]-?: NonNullable<T[K]> extends number ? K : never }[keyof T] & string;

/**
 * One measurement of a worker or a node. A field named in `unknown` is unknown whatever value it has ([W2]);
 * a missing field was not reported. If the source is not `live`, no measurement is pending.
 */
export function readingOf<T extends { readonly unknown?: UnknownFields | undefined }>(
  source: T,
  field: NumberField<T>,
  live = true,
): Reading {
  const reason = source.unknown?.[field];
  if (reason !== undefined) {
    return { known: false, why: reasonInWords(reason, live), inFull: reasonInFull(reason, live) };
  }
  const value: unknown = source[field];
  return typeof value === 'number' ? { known: true, value } : NOT_REPORTED;
}

/** The reason if all readings are unknown for the same one; else null. */
export function sharedReason(readings: readonly Reading[]): UnknownReading | null {
  const [first] = readings;
  if (first === undefined || first.known) return null;
  return readings.every((reading) => !reading.known && reading.why === first.why) ? first : null;
}

/** True if a worker is known to use no GPU ([W1]). */
export const usesNoGpu = (worker: WorkerTelemetry): boolean =>
  worker.total_vram_mb === 0 &&
  worker.vram_mb === 0 &&
  worker.unknown?.['total_vram_mb'] === undefined &&
  worker.unknown?.['vram_mb'] === undefined;

/** How current a hive's data is: `stale` when it is late, `down` when the hive stopped reporting. */
export type Standing = 'live' | 'stale' | 'down';

/** What a worker does; `unknown` when no measurement shows whether it is busy ([W2]). */
export type Activity = WorkerActivity | 'stale' | 'down';

/** A worker's activity and the reason for it. */
interface Pulse {
  readonly activity: Activity;
  /** The reason, as text for the user. */
  readonly meaning: string;
}

/**
 * How current a hive's last sample is, from its health ([R1]) and whether the page is connected to the queen.
 * A hive without a health value counts as healthy.
 */
export function standingOf(health: HiveHealth | undefined, connected: boolean): Standing {
  if (health === 'down') return 'down';
  return health === 'degraded' || !connected ? 'stale' : 'live';
}

const OUTDATED = {
  stale: 'Stale: the figures are late, this is the last sample',
  down: 'Down: the hive stopped reporting, this is its last sample',
} as const;

/** A worker's activity; only current data counts as idle or busy. */
export const pulseOf = (worker: WorkerTelemetry, standing: Standing): Pulse =>
  standing === 'live' ? livePulse(worker) : { activity: standing, meaning: OUTDATED[standing] };

/** True if a worker is known to be busy ([R2]). */
export const isBusy = (worker: WorkerTelemetry): boolean => workerActivity(worker) === 'busy';

/** What a worker does by the rule of the wire ([R2]), and the figure that tells it. */
function livePulse(worker: WorkerTelemetry): Pulse {
  const figures = activityFigures(worker);
  const activity = workerActivity(worker);
  const figure = decidingFigure(figures);
  if (activity === 'unknown' || figure === undefined) return unknownPulse(worker);
  const running = figures.requests_running ?? 0;
  const reasons = {
    requests_running: {
      busy: `${running} request${running === 1 ? '' : 's'} running`,
      idle: 'no request running',
    },
    gpu_util_pct: { busy: 'GPU at work', idle: 'GPU at rest' },
    cpu_pct:
      figures.cpu_busy === undefined
        ? { busy: `CPU at ${CPU_LIMIT} or more`, idle: `CPU below ${CPU_LIMIT}` }
        : { busy: 'CPU at work in the last seconds', idle: 'CPU at rest in the last seconds' },
  };
  return {
    activity,
    meaning: `${activity === 'busy' ? 'Busy' : 'Idle'}: ${reasons[figure][activity]}`,
  };
}

const CPU_LIMIT = `${LIMITS.busyCpuPct} % of a core`;

/** The reason is that of the CPU use, the last of the figures that could tell. */
function unknownPulse({ unknown, partial }: WorkerTelemetry): Pulse {
  const reason = unknown?.['cpu_pct'];
  const isPartial = partial?.['cpu_pct'] !== undefined;
  const why = isPartial ? 'at rest as far as is known' : reason ? reasonInWords(reason) : NOT_REPORTED.why;
  return { activity: 'unknown', meaning: `Not known${reason === 'first_sample' ? ' yet' : ''}: ${why}` };
}

const { compare } = new Intl.Collator('en', { numeric: true });

/** Workers sorted by group, then by instance in numeric order, so that rows keep their places. */
export const inOrder = (workers: readonly WorkerTelemetry[]): WorkerTelemetry[] => [...workers].sort(byName);

/** Compares workers by group, then by instance, whose numbers count as numbers. */
export const byName = (
  a: Pick<WorkerTelemetry, 'group' | 'instance'>,
  b: Pick<WorkerTelemetry, 'group' | 'instance'>,
): number => compare(a.group, b.group) || compare(a.instance, b.instance);
