import { modelsOf } from '@rbee/contract';
import { engineVersion } from './engine-text.ts';
import { cardsOf, type FleetWorker } from './fleet-hive.ts';

/** What workers are counted by. */
export const FACETS = ['state', 'model', 'card', 'engine', 'version'] as const;

/** What workers are counted by. */
export type Facet = (typeof FACETS)[number];

/** A value of a facet and the number of workers that have it. */
export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

/** The values that a worker has of a facet: several models and cards are possible, and none. */
export function facetValues(worker: FleetWorker, facet: Facet): readonly string[] {
  const { stats } = worker;
  switch (facet) {
    case 'state':
      return [worker.state];
    case 'model':
      return modelsOf(stats);
    case 'card':
      return cardsOf(worker);
    case 'engine':
      return stats.engine ? [stats.engine.kind] : [];
    case 'version': {
      const version = stats.engine && engineVersion(stats.engine);
      return version === undefined ? [] : [version];
    }
  }
}

/** The values of a facet among workers, the most frequent first; equal ones by name. */
export function facetCounts(workers: readonly FleetWorker[], facet: Facet): readonly FacetCount[] {
  const counts = new Map<string, number>();
  for (const worker of workers) count(counts, facetValues(worker, facet));
  return sorted(counts);
}

/** How often there is each value, the most frequent first; equal ones by name. */
export function countedValues(values: readonly string[]): readonly FacetCount[] {
  const counts = new Map<string, number>();
  count(counts, values);
  return sorted(counts);
}

function count(counts: Map<string, number>, values: readonly string[]): void {
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
}

const sorted = (counts: ReadonlyMap<string, number>): readonly FacetCount[] =>
  [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
