import { type HiveSummary, isWorkerBusy, type ProcessStats } from '@rbee/contract';
import type { TelemetryEvent } from './state-source.ts';

/** Figures of workers that a summary adds up. */
const SUMS = ['cpu_pct', 'rss_mb', 'io_r_mb_s', 'io_w_mb_s', 'vram_mb'] as const;

/** Figures of which a summary has the largest. */
const PEAKS = ['gpu_util_pct'] as const;

/** Sums of decimal figures. */
const DECIMAL = ['cpu_pct', 'io_r_mb_s', 'io_w_mb_s'] as const;

/** The figures of workers that a summary has. */
export const SUMMED_FIGURES = [...SUMS, ...PEAKS] as const;

/** A figure of workers that a summary has. */
export type SummedFigure = (typeof SUMMED_FIGURES)[number];

/** The figures of some workers together, from each that is known ([W2]); `figureOf` gives one of one worker, or undefined. */
export function totalsOf(
  workers: number,
  figureOf: (worker: number, figure: SummedFigure) => number | undefined,
): Pick<HiveSummary, SummedFigure> {
  const totals = { cpu_pct: 0, rss_mb: 0, io_r_mb_s: 0, io_w_mb_s: 0, gpu_util_pct: 0, vram_mb: 0 };
  for (let worker = 0; worker < workers; worker += 1) {
    for (const figure of SUMS) totals[figure] += figureOf(worker, figure) ?? 0;
    for (const figure of PEAKS) totals[figure] = Math.max(totals[figure], figureOf(worker, figure) ?? 0);
  }
  for (const figure of DECIMAL) totals[figure] = rounded(totals[figure]);
  return totals;
}

/**
 * A hive's sample without its workers, but with their totals ([S9]). What a worker does not know is left out of a total,
 * and `unknown` says of how many workers that was ([W2]).
 */
export function summaryOf({
  type,
  workers,
  ...hive
}: TelemetryEvent): { type: 'hive_summary' } & HiveSummary {
  const models = new Set(workers.map(({ model }) => model).filter((it) => it !== null));
  const missing = missingIn(workers);
  return {
    type: 'hive_summary',
    ...hive,
    workers_count: workers.length,
    workers_busy: workers.filter(isWorkerBusy).length,
    ...totalsOf(workers.length, (index, figure) => {
      const worker = workers[index] as ProcessStats;
      return worker.unknown?.[figure] === undefined ? worker[figure] : undefined;
    }),
    models: [...models].sort(),
    ...(missing && { unknown: missing }),
  };
}

/** Of how many workers each figure is not known; null where all are. */
function missingIn(workers: readonly ProcessStats[]): Partial<Record<SummedFigure, number>> | null {
  if (workers.every(({ unknown }) => unknown === undefined)) return null;
  const counts = SUMMED_FIGURES.map(
    (field) => [field, workers.filter(({ unknown }) => unknown?.[field] !== undefined).length] as const,
  ).filter(([, count]) => count > 0);
  return counts.length > 0 ? Object.fromEntries(counts) : null;
}

/** Sums of decimal figures without the noise of their binary form. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
