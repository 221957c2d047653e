import type { Figure } from '../../packages/monitor/src/figure.ts';
import type { GpuCard } from '../../packages/monitor/src/gpu-reader.ts';
import { median } from '../measured.ts';
import { tableLines } from '../report.ts';

/** The cards of one moment, by the hive and by `nvidia-smi`. */
export interface Moment {
  readonly hive: readonly GpuCard[];
  readonly smi: readonly GpuCard[];
}

/** A process of the load: MiB that it allocated, and percent of the time that it is busy. */
export interface Load {
  readonly title: string;
  readonly pid: number;
  readonly mebibytes: number;
  readonly duty: number;
}

/** A figure by both; NaN where it was never known. */
export interface Row {
  readonly what: string;
  readonly hive: number;
  readonly smi: number;
  /** Largest difference that is allowed. */
  readonly limit: number;
  readonly holds: boolean;
}

const MEMORY_SHARE = 0.01;
const USE_POINTS = 5;

/** Compares the first card and the processes of a load. Memory is compared by medians, use by means. */
export function compare(moments: readonly Moment[], loads: readonly Load[]): readonly Row[] {
  const card = (read: (card: GpuCard) => Figure) => (cards: readonly GpuCard[]) =>
    cards[0] ? read(cards[0]) : undefined;
  return [
    rowOfMemory(
      'memory in use, MiB',
      moments,
      card((it) => it.usedMb),
    ),
    rowOfUse(
      'use, %',
      moments,
      card((it) => it.utilPct),
    ),
    ...loads.flatMap(({ title, pid, mebibytes, duty }) => [
      rowOfMemory(`${title} (${mebibytes} MiB): memory, MiB`, moments, ofProcess(pid, 'vramMb')),
      rowOfUse(`${title} (${duty} % of the time): use, %`, moments, ofProcess(pid, 'utilPct')),
    ]),
  ];
}

type Read = (cards: readonly GpuCard[]) => Figure | undefined;

const ofProcess =
  (pid: number, name: 'vramMb' | 'utilPct'): Read =>
  ([card]) =>
    card?.processes.ok ? card.processes.value.find((it) => it.pid === pid)?.[name] : undefined;

function rowOfMemory(what: string, moments: readonly Moment[], read: Read): Row {
  const [hive, smi] = both(moments, read, median);
  return rowOf(what, hive, smi, smi * MEMORY_SHARE);
}

function rowOfUse(what: string, moments: readonly Moment[], read: Read): Row {
  const [hive, smi] = both(moments, read, mean);
  return rowOf(what, hive, smi, USE_POINTS);
}

const rowOf = (what: string, hive: number, smi: number, limit: number): Row => ({
  what,
  hive,
  smi,
  limit,
  holds: Math.abs(hive - smi) <= limit,
});

function both(
  moments: readonly Moment[],
  read: Read,
  join: (values: readonly number[]) => number,
): readonly [hive: number, smi: number] {
  const known = (side: keyof Moment) =>
    moments.flatMap((it) => {
      const figure = read(it[side]);
      return figure?.ok ? [figure.value] : [];
    });
  return [join(known('hive')), join(known('smi'))];
}

const mean = (values: readonly number[]): number =>
  values.length > 0 ? values.reduce((sum, it) => sum + it, 0) / values.length : Number.NaN;

/** The rows as a Markdown table. */
export const comparisonLines = (rows: readonly Row[]): readonly string[] =>
  tableLines(
    'figure',
    { hive: 1, 'nvidia-smi': 1, difference: 1, 'at most': 1 },
    rows.map(({ what, hive, smi, limit, holds }) => [
      `${what}${holds ? '' : ' (**does not hold**)'}`,
      hive,
      smi,
      Math.abs(hive - smi),
      limit,
    ]),
  );
