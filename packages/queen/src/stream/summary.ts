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

/** Decimal and whole sums of what the engines of the workers say. */
const ENGINE_DECIMAL = ['prompt_tokens_per_s', 'generation_tokens_per_s'] as const;
const ENGINE_WHOLE = ['requests_running', 'requests_waiting', 'free_slots'] as const;

type EngineSum = (typeof ENGINE_DECIMAL | typeof ENGINE_WHOLE)[number];

type Unknown = Partial<Record<Figure | EngineSum | 'workers_busy', number>>;

type EngineTotals = Pick<HiveSummary, EngineSum | 'engines_count'>;

type Totals = EngineTotals &
  Pick<HiveSummary, Figure | 'workers_count' | 'workers_busy' | 'models' | 'unknown'>;

/**
 * The totals of a hive's workers ([S9]). Unknown figures are left out; `unknown` has the number of workers without the figure
 * ([W2]); `unknown.workers_busy` has the number of workers whose activity is unknown ([R2]).
 */
export function summaryTotals(rows: readonly WorkerRow[]): Totals {
  const totals = { cpu_pct: 0, rss_mb: 0, io_r_mb_s: 0, io_w_mb_s: 0, gpu_util_pct: 0, vram_mb: 0 };
  const unknown: Unknown = {};
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
  for (const figure of WHOLE) totals[figure] = wholeSum(totals[figure]);
  for (const figure of DECIMAL) totals[figure] = decimalSum(totals[figure]);
  const engines = engineTotals(rows, unknown);
  const models = new Set(rows.flatMap(({ modelNames }) => modelNames));
  return {
    workers_count: rows.length,
    workers_busy: count(activities, 'busy'),
    ...totals,
    ...engines,
    models: [...models].sort(),
    ...(Object.keys(unknown).length > 0 && { unknown }),
  };
}

/** The totals of the engines; none if there is no engine. Counts in `unknown` those that do not know a figure. */
function engineTotals(rows: readonly WorkerRow[], unknown: Unknown): EngineTotals {
  const withEngine = rows.flatMap((row) => (row.engine ? { row, engine: row.engine } : []));
  if (withEngine.length === 0) return {};
  const sum = (name: EngineSum): number => {
    let total = 0;
    for (const { row, engine } of withEngine) {
      const value = name === 'free_slots' ? row.freeSlots : engine.figure(name);
      if (value === undefined) unknown[name] = (unknown[name] ?? 0) + 1;
      else total += value;
    }
    return total;
  };
  return {
    engines_count: withEngine.length,
    ...Object.fromEntries([
      ...ENGINE_WHOLE.map((name) => [name, wholeSum(sum(name))]),
      ...ENGINE_DECIMAL.map((name) => [name, decimalSum(sum(name))]),
    ]),
  };
}

/** A sum beyond the range of its field ([W1]) is the largest value of that range, as JSON has no infinity. */
const wholeSum = (sum: number): number => Math.min(sum, Number.MAX_SAFE_INTEGER);
const decimalSum = (sum: number): number => rounded(Math.min(sum, Number.MAX_VALUE));

/** Rounds sums of decimal figures, which have binary rounding errors. Those of large numbers are larger than 0.001. */
const rounded = (value: number): number =>
  value > Number.MAX_SAFE_INTEGER / 1_000 ? value : Math.round(value * 1_000) / 1_000;

const count = <T>(values: readonly T[], wanted: T): number => values.filter((it) => it === wanted).length;
