import { type HiveSummary, isWorkerBusy, type ProcessStats } from '@rbee/contract';
import type { TelemetryEvent } from './state-source.ts';

/** Figures of workers that a summary adds up. */
const SUMS = ['cpu_pct', 'rss_mb', 'io_r_mb_s', 'io_w_mb_s', 'vram_mb'] as const;

/** Figures of which a summary has the largest. */
const PEAKS = ['gpu_util_pct'] as const;

type Figure = (typeof SUMS)[number] | (typeof PEAKS)[number];

/**
 * A hive's sample without its workers, but with their totals ([S9]). What a worker does not know is left out of a total,
 * and `unknown` says of how many workers that was ([W2]).
 */
export function summaryOf({
  type,
  workers,
  ...hive
}: TelemetryEvent): { type: 'hive_summary' } & HiveSummary {
  const known = (field: Figure): ProcessStats[] => workers.filter((it) => it.unknown?.[field] === undefined);
  const missing = [...SUMS, ...PEAKS]
    .map((field) => [field, workers.length - known(field).length] as const)
    .filter(([, count]) => count > 0);
  const sum = (field: Figure): number => known(field).reduce((total, it) => total + it[field], 0);
  return {
    type: 'hive_summary',
    ...hive,
    workers_count: workers.length,
    workers_busy: workers.filter(isWorkerBusy).length,
    cpu_pct: rounded(sum('cpu_pct')),
    rss_mb: sum('rss_mb'),
    io_r_mb_s: rounded(sum('io_r_mb_s')),
    io_w_mb_s: rounded(sum('io_w_mb_s')),
    gpu_util_pct: known('gpu_util_pct').reduce((most, it) => Math.max(most, it.gpu_util_pct), 0),
    vram_mb: sum('vram_mb'),
    models: [...new Set(workers.map((it) => it.model).filter((it) => it !== null))].sort(),
    ...(missing.length > 0 && { unknown: Object.fromEntries(missing) }),
  };
}

/** Sums of decimal figures without the noise of their binary form. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
