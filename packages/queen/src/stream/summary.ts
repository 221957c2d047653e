import type { HiveSummary } from '@rbee/contract';
import type { WorkerRow } from '../sample/index.ts';

/** Figures of workers that a summary sums. */
const SUMS = ['cpu_pct', 'rss_mb', 'io_r_mb_s', 'io_w_mb_s', 'vram_mb'] as const;

/** Sums of decimal figures, and of whole ones. */
const DECIMAL = ['cpu_pct', 'io_r_mb_s', 'io_w_mb_s'] as const;
const WHOLE = ['rss_mb', 'vram_mb'] as const;

type Figure = (typeof SUMS)[number] | 'gpu_util_pct';

/** The figures of a summary, in the order in which it lists them. */
const FIGURES: readonly Figure[] = [...SUMS, 'gpu_util_pct'];

type Totals = Pick<HiveSummary, Figure | 'workers_count' | 'workers_busy' | 'models' | 'unknown'>;

/**
 * The totals of a hive's workers ([S9]). Unknown figures are left out; `unknown` has the number of workers without the figure
 * ([W2]); `unknown.workers_busy` has the number of workers whose activity is unknown ([R2]).
 */
export function summaryTotals(rows: readonly WorkerRow[]): Totals {
  const totals = { cpu_pct: 0, rss_mb: 0, io_r_mb_s: 0, io_w_mb_s: 0, gpu_util_pct: 0, vram_mb: 0 };
  const unknown: Partial<Record<Figure | 'workers_busy', number>> = {};
  for (const figure of FIGURES) {
    for (const row of rows) {
      const value = row.figure(figure);
      if (value === undefined) unknown[figure] = (unknown[figure] ?? 0) + 1;
      else if (figure === 'gpu_util_pct') totals[figure] = Math.max(totals[figure], value);
      else totals[figure] += value;
    }
  }
  const activities = rows.map(({ activity }) => activity);
  const notKnown = count(activities, 'unknown');
  if (notKnown > 0) unknown.workers_busy = notKnown;
  // A sum beyond the range of its field ([W1]) is the largest value of that range, as JSON has no infinity.
  for (const figure of WHOLE) totals[figure] = Math.min(totals[figure], Number.MAX_SAFE_INTEGER);
  for (const figure of DECIMAL) totals[figure] = rounded(Math.min(totals[figure], Number.MAX_VALUE));
  const models = new Set(rows.flatMap(({ modelNames }) => modelNames));
  return {
    workers_count: rows.length,
    workers_busy: count(activities, 'busy'),
    ...totals,
    models: [...models].sort(),
    ...(Object.keys(unknown).length > 0 && { unknown }),
  };
}

/** Rounds sums of decimal figures, which have binary rounding errors. Those of large numbers are larger than 0.001. */
const rounded = (value: number): number =>
  value > Number.MAX_SAFE_INTEGER / 1_000 ? value : Math.round(value * 1_000) / 1_000;

const count = <T>(values: readonly T[], wanted: T): number => values.filter((it) => it === wanted).length;
