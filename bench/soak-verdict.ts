import { median } from './measured.ts';

/** What was seen of a hive, from one second to the next. */
export interface Soaked {
  /** Resident memory each second, MiB. */
  readonly residentMib: readonly number[];
  /** CPU time of all of it, milliseconds. */
  readonly cpuMs: number;
  readonly elapsedMs: number;
  readonly intervalMs: number;
}

/** One thing that was promised, and whether it was so. */
export interface Verdict {
  readonly holds: boolean;
  readonly sentence: string;
}

const MAX_RESIDENT_MIB = 80;
const MAX_CPU_PCT = 1;
/** Between the medians of the second and the last quarter. */
const MAX_GROWTH_MIB = 2;

/** CPU, percent of one core: as it ran, and at one sample a second. */
export function cpuPct({
  cpuMs,
  elapsedMs,
  intervalMs,
}: Omit<Soaked, 'residentMib'>): Record<'ran' | 'scaled', number> {
  const ran = (100 * cpuMs) / elapsedMs;
  return { ran, scaled: (ran * intervalMs) / 1_000 };
}

/** Memory at the end, its growth, and CPU against what is promised. */
export function verdicts(soaked: Soaked): readonly Verdict[] {
  const { residentMib } = soaked;
  const quarter = Math.floor(residentMib.length / 4);
  const atEnd = median(residentMib.slice(-quarter));
  const growth = atEnd - median(residentMib.slice(quarter, 2 * quarter));
  const { scaled } = cpuPct(soaked);
  return [
    {
      holds: atEnd < MAX_RESIDENT_MIB,
      sentence: `resident memory below ${MAX_RESIDENT_MIB} MiB at the end: ${atEnd.toFixed(1)} MiB (median of the last quarter)`,
    },
    {
      holds: growth < MAX_GROWTH_MIB,
      sentence: `no growth (less than ${MAX_GROWTH_MIB} MiB from the second quarter to the last): ${growth.toFixed(1)} MiB`,
    },
    {
      holds: scaled < MAX_CPU_PCT,
      sentence: `CPU at one sample a second below ${MAX_CPU_PCT} % of a core: ${scaled.toFixed(2)} %`,
    },
  ];
}
