import type { Gpu } from '@rbee/contract';
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

/** Totals of hives by themselves: a hive that did not change keeps its view, and so its totals. */
const ofHives = new WeakMap<FleetHive, FleetTotals>();

/** Totals of hives, such as those of a fleet or of what a filter leaves. What is asked again of the same views costs one addition for each. */
export function totalsOf(hives: readonly FleetHive[]): FleetTotals {
  return sumOfTotals(hives.map(totalsOfHive));
}

/**
 * Totals of what a filter leaves of a fleet: the workers that pass it, the hives that have one of them, and the GPUs that these workers
 * use; of a hive whose workers all pass, all GPUs.
 */
export function totalsOfFound(hives: readonly FleetHive[], found: readonly FleetWorker[]): FleetTotals {
  const passing = new Map<string, FleetWorker[]>();
  for (const worker of found) {
    const { hive_id } = worker.hive;
    const same = passing.get(hive_id);
    if (same) same.push(worker);
    else passing.set(hive_id, [worker]);
  }
  const all = hives.flatMap((hive) => {
    const workers = passing.get(hive.hive.hive_id);
    if (!workers) return [];
    if (workers.length === hive.workers.length) return totalsOfHive(hive);
    const used = new Set(workers.flatMap(({ stats }) => stats.gpus ?? []).map(({ uuid }) => uuid));
    return totalsFor(
      hive.report,
      workers,
      hive.gpus.filter(({ uuid }) => used.has(uuid)),
    );
  });
  return sumOfTotals(all);
}

function totalsOfHive(hive: FleetHive): FleetTotals {
  const known = ofHives.get(hive);
  if (known) return known;
  const totals = totalsFor(hive.report, hive.workers, hive.gpus);
  ofHives.set(hive, totals);
  return totals;
}

/** Figures of a hive that does not report are left out. */
function totalsFor(report: HiveReport, workers: readonly FleetWorker[], cards: readonly Gpu[]): FleetTotals {
  const isReporting = report === 'reporting';
  const gpus = isReporting ? cards : [];
  const engines = isReporting ? workers.filter(({ stats }) => stats.engine !== undefined) : [];
  const ofGpus = (name: GpuFigureName) =>
    sumOf(
      gpus,
      (gpu) => gpuFigure(gpu, name),
      (gpu) => gpu.unknown?.[name],
    );
  return {
    hives: { ...NO_HIVES, [report]: 1 },
    workers: countsOfStates(workers),
    gpus: gpus.length,
    vram_used: ofGpus('vram_used_mb'),
    vram_total: ofGpus('vram_total_mb'),
    vram_unclaimed: ofGpus('unattributed_vram_mb'),
    gpu_use: ofGpus('util_pct'),
    gpus_at_90: gpus.filter((gpu) => (gpuFigure(gpu, 'util_pct') ?? 0) >= HIGH_USE).length,
    tokens: sumOfWorkers(engines, 'tokens'),
    running: sumOfWorkers(engines, 'running'),
    waiting: sumOfWorkers(engines, 'waiting'),
    watts: ofGpus('power_w'),
  };
}

const NO_HIVES: Readonly<Record<HiveReport, number>> = { reporting: 0, late: 0, silent: 0 };

function countsOfStates(workers: readonly FleetWorker[]): Readonly<Record<WorkerState, number>> {
  const counts = Object.fromEntries(WORKER_STATES.map((state) => [state, 0])) as Record<WorkerState, number>;
  for (const { state } of workers) counts[state] += 1;
  return counts;
}

function sumOfTotals(all: readonly FleetTotals[]): FleetTotals {
  const hives = { ...NO_HIVES };
  const workers = { ...countsOfStates([]) };
  let [gpus, gpus_at_90] = [0, 0];
  for (const totals of all) {
    gpus += totals.gpus;
    gpus_at_90 += totals.gpus_at_90;
    for (const report of REPORTS) hives[report] += totals.hives[report];
    for (const state of WORKER_STATES) workers[state] += totals.workers[state];
  }
  const sums = Object.fromEntries(SUMS.map((name) => [name, sumOfSums(all, name)])) as Pick<
    FleetTotals,
    SumName
  >;
  return { hives, workers, gpus, gpus_at_90, ...sums };
}

const REPORTS = ['reporting', 'late', 'silent'] as const satisfies readonly HiveReport[];

const SUMS = [
  'vram_used',
  'vram_total',
  'vram_unclaimed',
  'gpu_use',
  'tokens',
  'running',
  'waiting',
  'watts',
] as const;
type SumName = (typeof SUMS)[number];

function sumOfSums(all: readonly FleetTotals[], name: SumName): Sum {
  let [value, known, of] = [0, 0, 0];
  const reasons = new Map<string, number>();
  for (const { [name]: sum } of all) {
    value += sum.value;
    known += sum.known;
    of += sum.of;
    for (const [why, count] of sum.reasons) reasons.set(why, (reasons.get(why) ?? 0) + count);
  }
  return { value, known, of, reasons };
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
