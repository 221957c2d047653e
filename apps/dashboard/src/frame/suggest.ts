import {
  countedValues,
  FACETS,
  type FacetCount,
  FILTER_KEYS,
  FILTER_TEXT_KEYS,
  type FleetWorker,
  facetCounts,
  termOf,
  WORKER_FIGURES,
  WORKER_STATES,
} from '@rbee/queen-rbee-sdk';

/** A way to go on with a filter: the whole text after it was taken, the place of the caret, and what the list shows. */
export interface Suggestion {
  readonly label: string;
  /** Number of workers that have the value; absent for keys. */
  readonly count?: number;
  readonly text: string;
  readonly caret: number;
}

const MAX_SUGGESTIONS = 8;

/** What can follow at the caret of a filter: keys, or values of the workers that there are, the most frequent first. */
export function suggestionsAt(
  text: string,
  caret: number,
  workers: readonly FleetWorker[],
): readonly Suggestion[] {
  const start = text.slice(0, caret).lastIndexOf(' ') + 1;
  const word = text.slice(start, caret);
  const sign = word.startsWith('-') ? '-' : '';
  const typed = word.slice(sign.length).toLowerCase();
  const [key = '', value] = typed.split(':');
  const take = (term: string, isWhole: boolean): Pick<Suggestion, 'text' | 'caret'> => {
    const before = `${text.slice(0, start)}${sign}${term}${isWhole ? ' ' : ''}`;
    return { text: before + text.slice(caret).trimStart(), caret: before.length };
  };
  if (value === undefined) {
    if (typed === '') return [];
    return FILTER_KEYS.filter((it) => it.startsWith(typed))
      .slice(0, MAX_SUGGESTIONS)
      .map((it) => {
        const term = it in WORKER_FIGURES ? `${it}>` : `${it}:`;
        return { label: term, ...take(term, false) };
      });
  }
  return valuesOf(key, workers)
    .filter((it) => it.value.toLowerCase().includes(value.replaceAll('"', '')))
    .slice(0, MAX_SUGGESTIONS)
    .map((it) => ({ label: it.value, count: it.count, ...take(termOf(key as 'model', it.value), true) }));
}

function valuesOf(key: string, workers: readonly FleetWorker[]): readonly FacetCount[] {
  if (key === 'state') {
    const counts = new Map(facetCounts(workers, 'state').map(({ value, count }) => [value, count]));
    return WORKER_STATES.map((value) => ({ value, count: counts.get(value) ?? 0 }));
  }
  if (key === 'unknown') {
    const figures = Object.keys(WORKER_FIGURES) as (keyof typeof WORKER_FIGURES)[];
    return figures.map((value) => ({
      value,
      count: workers.filter((worker) => worker.reason(value) !== undefined).length,
    }));
  }
  const facet = FACETS.find((it) => it === key);
  if (facet) return facetCounts(workers, facet);
  if (!FILTER_TEXT_KEYS.some((it) => it === key)) return [];
  return countedValues(workers.map((worker) => textOf(worker, key)).filter((text) => text !== ''));
}

function textOf({ hive, stats }: FleetWorker, key: string): string {
  const texts: Readonly<Record<string, string | undefined>> = {
    hive: hive.hive_id,
    group: stats.group,
    instance: stats.instance,
    container: stats.container?.name,
  };
  return texts[key] ?? '';
}
