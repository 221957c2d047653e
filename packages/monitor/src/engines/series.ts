import type { Histogram } from './histogram.ts';
import type { Sample, Series } from './prometheus-text.ts';

/** Chooses some samples of a name. */
export type Where = (labels: ReadonlyMap<string, string>) => boolean;

const EVERY: Where = () => true;

/** The samples of several servers together. */
export function joined(all: readonly Series[]): Series {
  const [first = new Map(), ...others] = all;
  if (others.length === 0) return first;
  const names = new Set(all.flatMap((it) => [...it.keys()]));
  return new Map([...names].map((name) => [name, all.flatMap((it) => it.get(name) ?? [])]));
}

/** The sum of the samples of the first of these names that has any; undefined if none has. */
export function total(series: Series, names: readonly string[], where: Where = EVERY): number | undefined {
  const samples = samplesOf(series, names, where);
  return samples.length > 0 ? samples.reduce((sum, { value }) => sum + value, 0) : undefined;
}

/** The mean of the samples of the first of these names that has any; undefined if none has. */
export function mean(series: Series, names: readonly string[]): number | undefined {
  const sum = total(series, names);
  return sum === undefined ? undefined : sum / samplesOf(series, names, EVERY).length;
}

/**
 * The sum over data-parallel ranks of a figure that each of their tensor-parallel ranks reports again: of each
 * data-parallel rank the largest counts.
 */
export function totalOfRanks(series: Series, name: string, where: Where = EVERY): number | undefined {
  const samples = samplesOf(series, [name], where);
  const largest = new Map<string, number>();
  for (const { labels, value } of samples) {
    const rank = labels.get('dp_rank') ?? '';
    largest.set(rank, Math.max(value, largest.get(rank) ?? value));
  }
  return samples.length > 0 ? [...largest.values()].reduce((sum, value) => sum + value, 0) : undefined;
}

/** The histogram of the first of these names that has buckets, summed over all labels; undefined if none has. */
export function histogramOf(series: Series, names: readonly string[]): Histogram | undefined {
  const name = names.find((it) => series.has(`${it}_bucket`));
  if (name === undefined) return undefined;
  const counts = new Map<number, number>();
  for (const { labels, value } of series.get(`${name}_bucket`) ?? []) {
    const bound = boundOf(labels.get('le'));
    if (!Number.isNaN(bound)) counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  const sorted = [...counts].toSorted(([a], [b]) => a - b);
  return { bounds: sorted.map(([bound]) => bound), counts: sorted.map(([, count]) => count) };
}

/** The names of a histogram's parts in the text format. */
export const partsOf = (histogram: string): readonly string[] => [
  `${histogram}_bucket`,
  `${histogram}_sum`,
  `${histogram}_count`,
];

function samplesOf(series: Series, names: readonly string[], where: Where): readonly Sample[] {
  for (const name of names) {
    const samples = (series.get(name) ?? []).filter(({ labels }) => where(labels));
    if (samples.length > 0) return samples;
  }
  return [];
}

const boundOf = (text = ''): number =>
  text === '+Inf' ? Number.POSITIVE_INFINITY : text === '' ? Number.NaN : Number(text);
