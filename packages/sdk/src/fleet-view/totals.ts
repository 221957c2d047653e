import type { Gpu } from '@rbee/contract';
import type { WorkerFigureName } from './figures.ts';
import { type FleetHive, type HiveReport, WORKER_STATES, type WorkerState } from './fleet-hive.ts';

/** A sum over the parts that know the figure: `known` of `of`. */
export interface Sum {
  readonly value: number;
  readonly known: number;
  readonly of: number;
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

const ofHive = new WeakMap<FleetHive, FleetTotals>();

/** Totals of hives, such as those of a fleet or of what a filter leaves. A hive that did not change is not summed again. */
export function totalsOf(hives: readonly FleetHive[]): FleetTotals {
  const total = emptyTotals();
  for (const hive of hives) add(total, totalsOfHive(hive));
  return total;
}

function totalsOfHive(hive: FleetHive): FleetTotals {
  const known = ofHive.get(hive);
  if (known) return known;
  const totals = emptyTotals();
  totals.hives[hive.report] = 1;
  for (const worker of hive.workers) totals.workers[worker.state] += 1;
  if (hive.report === 'reporting') addFigures(totals, hive);
  ofHive.set(hive, totals);
  return totals;
}

type MutableSum = { -readonly [K in keyof Sum]: Sum[K] };
type MutableTotals = {
  -readonly [K in keyof FleetTotals]: FleetTotals[K] extends Sum
    ? MutableSum
    : FleetTotals[K] extends number
      ? number
      : { -readonly [N in keyof FleetTotals[K]]: number };
};

function emptyTotals(): MutableTotals {
  const sum = (): MutableSum => ({ value: 0, known: 0, of: 0 });
  return {
    hives: { reporting: 0, late: 0, silent: 0 },
    workers: Object.fromEntries(WORKER_STATES.map((state) => [state, 0])) as Record<WorkerState, number>,
    gpus: 0,
    vram_used: sum(),
    vram_total: sum(),
    vram_unclaimed: sum(),
    gpu_use: sum(),
    gpus_at_90: 0,
    tokens: sum(),
    running: sum(),
    waiting: sum(),
    watts: sum(),
  };
}

function addFigures(totals: MutableTotals, { gpus, workers }: FleetHive): void {
  for (const gpu of gpus) {
    totals.gpus += 1;
    note(totals.vram_used, gpuFigure(gpu, 'vram_used_mb'));
    note(totals.vram_total, gpuFigure(gpu, 'vram_total_mb'));
    note(totals.vram_unclaimed, gpuFigure(gpu, 'unattributed_vram_mb'));
    note(totals.watts, gpuFigure(gpu, 'power_w'));
    const use = gpuFigure(gpu, 'util_pct');
    note(totals.gpu_use, use);
    if (use !== undefined && use >= HIGH_USE) totals.gpus_at_90 += 1;
  }
  for (const worker of workers) {
    if (worker.stats.engine === undefined) continue;
    for (const name of ['tokens', 'running', 'waiting'] as const satisfies readonly WorkerFigureName[]) {
      note(totals[name], worker.figure(name));
    }
  }
}

const gpuFigure = (
  gpu: Gpu,
  field: 'util_pct' | 'vram_used_mb' | 'vram_total_mb' | 'unattributed_vram_mb' | 'power_w',
): number | undefined => (gpu.unknown?.[field] === undefined ? gpu[field] : undefined);

function note(sum: MutableSum, value: number | undefined): void {
  sum.of += 1;
  if (value === undefined) return;
  sum.known += 1;
  sum.value += value;
}

function add(total: MutableTotals, more: FleetTotals): void {
  for (const report of ['reporting', 'late', 'silent'] as const) total.hives[report] += more.hives[report];
  for (const state of WORKER_STATES) total.workers[state] += more.workers[state];
  total.gpus += more.gpus;
  total.gpus_at_90 += more.gpus_at_90;
  for (const name of SUMS) {
    total[name].value += more[name].value;
    total[name].known += more[name].known;
    total[name].of += more[name].of;
  }
}
