import { type GpuFigureName, gpuFigure, type WorkerFigureName } from './figures.ts';
import {
  type FleetHive,
  type FleetWorker,
  type HiveReport,
  WORKER_STATES,
  type WorkerState,
} from './fleet-hive.ts';

/** A sum over the parts that know the figure: `known` of `of`. */
export interface Sum {
  readonly value: number;
  readonly known: number;
  readonly of: number;
  /** Why the others do not know it: how many there are of each reason ([W2]); `none` is a figure that was not reported. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** Totals of hives. Figures count hives that report; late and silent ones are only counted. */
export interface FleetTotals {
  readonly hives: Readonly<Record<HiveReport, number>>;
  readonly workers: Readonly<Record<WorkerState, number>>;
  /** GPUs of reporting hives. */
  readonly gpus: number;
  /** Memory of the GPUs, MiB. */
  readonly vram_used: Sum;
  readonly vram_total: Sum;
  /** GPU memory in use that no worker holds, MiB. */
  readonly vram_unclaimed: Sum;
  /** Sum of the use of each GPU, percent: divided by `known` it is the mean. */
  readonly gpu_use: Sum;
  /** GPUs with a use of at least 90 %. */
  readonly gpus_at_90: number;
  readonly tokens: Sum;
  readonly running: Sum;
  readonly waiting: Sum;
  /** Power of the GPUs, watts. */
  readonly watts: Sum;
}

/** Use from which a GPU counts in `gpus_at_90`, percent. */
const HIGH_USE = 90;

/** Totals of hives, such as those of a fleet or of what a filter leaves. */
export function totalsOf(hives: readonly FleetHive[]): FleetTotals {
  const reporting = hives.filter(({ report }) => report === 'reporting');
  const gpus = reporting.flatMap((hive) => hive.gpus);
  const engines = reporting
    .flatMap(({ workers }) => workers)
    .filter(({ stats }) => stats.engine !== undefined);
  const ofGpus = (name: GpuFigureName) =>
    sumOf(
      gpus,
      (gpu) => gpuFigure(gpu, name),
      (gpu) => gpu.unknown?.[name],
    );
  const ofEngines = (name: WorkerFigureName) => sumOfWorkers(engines, name);
  return {
    hives: countsOf(['reporting', 'late', 'silent'], hives, ({ report }) => report),
    workers: countsOf(
      WORKER_STATES,
      hives.flatMap(({ workers }) => workers),
      ({ state }) => state,
    ),
    gpus: gpus.length,
    vram_used: ofGpus('vram_used_mb'),
    vram_total: ofGpus('vram_total_mb'),
    vram_unclaimed: ofGpus('unattributed_vram_mb'),
    gpu_use: ofGpus('util_pct'),
    gpus_at_90: gpus.filter((gpu) => (gpuFigure(gpu, 'util_pct') ?? 0) >= HIGH_USE).length,
    tokens: ofEngines('tokens'),
    running: ofEngines('running'),
    waiting: ofEngines('waiting'),
    watts: ofGpus('power_w'),
  };
}

/** The sum of a figure over items, how many of them know it, and why the others do not. */
export function sumOf<T>(
  items: readonly T[],
  figure: (item: T) => number | undefined,
  reason: (item: T) => string | undefined,
): Sum {
  let value = 0;
  let known = 0;
  const reasons = new Map<string, number>();
  for (const item of items) {
    const more = figure(item);
    if (more === undefined) {
      const why = reason(item) ?? 'none';
      reasons.set(why, (reasons.get(why) ?? 0) + 1);
      continue;
    }
    known += 1;
    value += more;
  }
  return { value, known, of: items.length, reasons };
}

/** The sum of a figure over workers. */
export const sumOfWorkers = (workers: readonly FleetWorker[], name: WorkerFigureName): Sum =>
  sumOf(
    workers,
    (worker) => worker.figure(name),
    (worker) => worker.reason(name),
  );

/** How many items there are of each kind. */
function countsOf<T, K extends string>(
  kinds: readonly K[],
  items: readonly T[],
  kindOf: (item: T) => K,
): Readonly<Record<K, number>> {
  const counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<K, number>;
  for (const item of items) counts[kindOf(item)] += 1;
  return counts;
}
