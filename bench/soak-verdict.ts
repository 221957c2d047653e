import { median } from './measured.ts';
import type { Verdict } from './verdict.ts';

/** What was seen of a hive, from one second to the next. */
export interface Soaked {
  /** Resident memory each second, MiB. */
  readonly residentMib: readonly number[];
  /** CPU time of all of it, milliseconds. */
  readonly cpuMs: number;
  readonly elapsedMs: number;
  readonly intervalMs: number;
}

const MAX_RESIDENT_MIB = 80;
const MAX_CPU_PCT = 1;
/** Between the medians of the second and the last quarter. */
const MAX_GROWTH_MIB = 2;

/** CPU of a hive, percent of one core. */
export const cpuPct = ({ cpuMs, elapsedMs }: Soaked): number => (100 * cpuMs) / elapsedMs;

/** CPU of one of its samples, sending included, milliseconds. */
export const sampleMs = ({ cpuMs, elapsedMs, intervalMs }: Soaked): number =>
  (cpuMs * intervalMs) / elapsedMs;

/** Median memory of the last quarter, and by how much that is more than the second quarter's, MiB. */
export function residentAtEnd({ residentMib }: Soaked): Record<'atEnd' | 'growth', number> {
  const quarter = Math.floor(residentMib.length / 4);
  const atEnd = median(residentMib.slice(-quarter));
  return { atEnd, growth: atEnd - median(residentMib.slice(quarter, 2 * quarter)) };
}

/**
 * CPU is judged by a hive at one sample a second, for which it is promised: at ten a second a sample costs less, as caches
 * are warm. Memory is judged by one at ten a second, which stands in for an hour.
 */
export function soakVerdicts(atOnce: Record<'slow' | 'fast', Soaked>): readonly Verdict[] {
  const { atEnd, growth } = residentAtEnd(atOnce.fast);
  const cpu = cpuPct(atOnce.slow);
  return [
    {
      holds: atEnd < MAX_RESIDENT_MIB,
      sentence: `resident memory at ten samples a second below ${MAX_RESIDENT_MIB} MiB at the end: ${atEnd.toFixed(1)} MiB (median of the last quarter)`,
    },
    {
      holds: growth < MAX_GROWTH_MIB,
      sentence: `growth of memory from the second quarter to the last below ${MAX_GROWTH_MIB} MiB: ${growth.toFixed(1)} MiB`,
    },
    {
      holds: cpu < MAX_CPU_PCT,
      sentence: `CPU at one sample a second below ${MAX_CPU_PCT} % of a core: ${cpu.toFixed(2)} %`,
    },
  ];
}
