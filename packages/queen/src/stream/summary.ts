import { type HiveSummary, isWorkerBusy, type ProcessStats } from '@rbee/contract';
import type { TelemetryEvent } from './state-source.ts';

/** Figures of workers that a summary adds up. */
const SUMS = ['cpu_pct', 'rss_mb', 'io_r_mb_s', 'io_w_mb_s', 'vram_mb'] as const;

/** Figures of which a summary has the largest. */
const PEAKS = ['gpu_util_pct'] as const;

const FIGURES = [...SUMS, ...PEAKS] as const;

type Figure = (typeof FIGURES)[number];

/**
 * A hive's sample without its workers, but with their totals ([S9]). What a worker does not know is left out of a total,
 * and `unknown` says of how many workers that was ([W2]).
 */
export function summaryOf({
  type,
  workers,
  ...hive
}: TelemetryEvent): { type: 'hive_summary' } & HiveSummary {
  const totals = { cpu_pct: 0, rss_mb: 0, io_r_mb_s: 0, io_w_mb_s: 0, vram_mb: 0 };
  let peak = 0;
  let busy = 0;
  const models = new Set<string>();
  for (const worker of workers) {
    const { unknown, model } = worker;
    for (const field of SUMS) if (unknown?.[field] === undefined) totals[field] += worker[field];
    if (unknown?.['gpu_util_pct'] === undefined) peak = Math.max(peak, worker.gpu_util_pct);
    if (isWorkerBusy(worker)) busy += 1;
    if (model !== null) models.add(model);
  }
  const missing = missingIn(workers);
  return {
    type: 'hive_summary',
    ...hive,
    workers_count: workers.length,
    workers_busy: busy,
    cpu_pct: rounded(totals.cpu_pct),
    rss_mb: totals.rss_mb,
    io_r_mb_s: rounded(totals.io_r_mb_s),
    io_w_mb_s: rounded(totals.io_w_mb_s),
    gpu_util_pct: peak,
    vram_mb: totals.vram_mb,
    models: [...models].sort(),
    ...(missing && { unknown: missing }),
  };
}

/** Of how many workers each figure is not known; null where all are. */
function missingIn(workers: readonly ProcessStats[]): Partial<Record<Figure, number>> | null {
  if (workers.every(({ unknown }) => unknown === undefined)) return null;
  const counts = FIGURES.map(
    (field) => [field, workers.filter(({ unknown }) => unknown?.[field] !== undefined).length] as const,
  ).filter(([, count]) => count > 0);
  return counts.length > 0 ? Object.fromEntries(counts) : null;
}

/** Sums of decimal figures without the noise of their binary form. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
