import { median } from './measured.ts';
import { isBelow, tableLines, type Verdict, verdictLines } from './report.ts';

/** Measurements of a hive over some minutes. */
export interface Soaked {
  /** Resident memory, once a second, MiB. */
  readonly residentMib: readonly number[];
  /** CPU time over the whole time, milliseconds. */
  readonly cpuMs: number;
  readonly elapsedMs: number;
  /** Time between two samples of the hive, milliseconds. */
  readonly intervalMs: number;
}

const MAX_RESIDENT_MIB = 80;
const MAX_CPU_PCT = 1;
/** Limit of the growth from the median of the second quarter to that of the last. */
const MAX_GROWTH_MIB = 2;

/** CPU of a hive, percent of one core. */
export const cpuPct = ({ cpuMs, elapsedMs }: Soaked): number => (100 * cpuMs) / elapsedMs;

/** CPU per sample of a hive, sending included, milliseconds. */
export const sampleMs = ({ cpuMs, elapsedMs, intervalMs }: Soaked): number =>
  (cpuMs * intervalMs) / elapsedMs;

/** Median memory of the last quarter, and how much more it is than that of the second quarter, MiB. */
function residentAtEnd({ residentMib }: Soaked): { readonly atEnd: number; readonly growth: number } {
  const quarter = Math.floor(residentMib.length / 4);
  const atEnd = median(residentMib.slice(-quarter));
  return { atEnd, growth: atEnd - median(residentMib.slice(quarter, 2 * quarter)) };
}

/**
 * Compares two hives with the targets. CPU is that of the hive with one sample a second, because samples in quick succession
 * find filled CPU caches. Memory is that of the hive with ten a second, whose memory would grow sooner.
 */
export function soakVerdicts({ slow, fast }: Record<'slow' | 'fast', Soaked>): readonly Verdict[] {
  const { atEnd, growth } = residentAtEnd(fast);
  return [
    isBelow('memory at ten samples a second, median of the last quarter', atEnd, MAX_RESIDENT_MIB, ' MiB'),
    isBelow('growth of memory from the second quarter to the last', growth, MAX_GROWTH_MIB, ' MiB'),
    isBelow('CPU at one sample a second', cpuPct(slow), MAX_CPU_PCT, ' % of a core'),
  ];
}

/** The measurements and verdicts as Markdown. */
export function soakReport(
  { slow, fast }: Record<'slow' | 'fast', Soaked>,
  verdicts: readonly Verdict[],
): string {
  return [
    ...tableLines(
      'hive',
      {
        'CPU, % of a core': 2,
        'CPU per sample, ms': 2,
        'resident memory at the end, MiB': 1,
        'growth, MiB': 1,
      },
      [rowOf('one sample a second', slow), rowOf('ten samples a second', fast)],
    ),
    '',
    ...verdictLines(verdicts),
  ].join('\n');
}

function rowOf(title: string, soaked: Soaked): [string, ...number[]] {
  const { atEnd, growth } = residentAtEnd(soaked);
  return [title, cpuPct(soaked), sampleMs(soaked), atEnd, growth];
}
