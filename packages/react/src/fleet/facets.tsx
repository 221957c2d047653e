import {
  FACETS,
  type Facet,
  type FacetCount,
  type FleetWorker,
  facetCounts,
  parseFilter,
  termOf,
  toggledTerm,
} from '@rbee/queen-rbee-sdk';
import { useMemo, useState } from 'react';
import { useLocale } from '../locale/index.ts';

/** Props of `<Facets>`. */
export interface FacetsProps {
  /** All workers, whatever the filter is: the values do not vanish when one is chosen. */
  readonly workers: readonly FleetWorker[];
  /** The present filter. */
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** Values of a facet that are shown at first. */
const FEW = 5;

/** What the workers are: states, models, cards, engines and versions with their numbers. Each adds its word to the filter or takes it away. */
export function Facets({ workers, filter, onFilter }: FacetsProps) {
  const counts = useMemo(
    () =>
      FACETS.map((facet) => [facet, facetCounts(workers, facet)] as const).filter(
        ([, values]) => values.length > 0,
      ),
    [workers],
  );
  const chosen = useMemo(() => new Set(parseFilter(filter).terms.map(({ text }) => text)), [filter]);
  return (
    <aside className="rbee-scope rbee-facets">
      {counts.map(([facet, values]) => (
        <FacetList
          key={facet}
          facet={facet}
          values={values}
          most={workers.length}
          chosen={chosen}
          onToggle={(term) => onFilter(toggledTerm(filter, term))}
        />
      ))}
    </aside>
  );
}

interface FacetListProps {
  readonly facet: Facet;
  readonly values: readonly FacetCount[];
  /** The number that fills the bar. */
  readonly most: number;
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (term: string) => void;
}

function FacetList({ facet, values, most, chosen, onToggle }: FacetListProps) {
  const { text, formats } = useLocale();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? values : values.slice(0, FEW);
  const more = values.length - shown.length;
  return (
    <section className="rbee-facet">
      <h2>{text(`facet.${facet}`)}</h2>
      <ul>
        {shown.map(({ value, count }) => {
          const term = termOf(facet, value);
          return (
            <li key={value}>
              <button
                type="button"
                className="rbee-facet-value"
                aria-pressed={chosen.has(term)}
                onClick={() => onToggle(term)}
              >
                <span className="rbee-facet-name">
                  {facet === 'state' ? text(`state.${value as 'busy'}`) : value}
                </span>
                <span className="rbee-facet-count">{formats.count(count)}</span>
                <svg className="rbee-facet-bar" aria-hidden="true">
                  <rect width="100%" height="100%" rx="2" className="rbee-gpu-bar-track" />
                  <rect width={`${((count / Math.max(1, most)) * 100).toFixed(1)}%`} height="100%" rx="2" />
                </svg>
              </button>
            </li>
          );
        })}
      </ul>
      {more > 0 && (
        <button type="button" className="rbee-link-button" onClick={() => setWhole(true)}>
          {text('facet.more', { n: more })}
        </button>
      )}
    </section>
  );
}
