import type { WorkerSort } from '@rbee/queen-rbee-sdk';
import { useLocale } from '../locale/index.ts';
import type { GridColumn } from './grid-columns.tsx';
import { orderOf, SortHead } from './sort-head.tsx';

interface GridHeadProps {
  readonly columns: readonly GridColumn[];
  readonly sort: WorkerSort;
  readonly onSort: (sort: WorkerSort) => void;
}

/** The heads of the columns: a click sorts by the column, another one turns the order round. */
export function GridHead({ columns, sort, onSort }: GridHeadProps) {
  const { text } = useLocale();
  return (
    <thead>
      <tr className="rbee-grid-head" aria-rowindex={1}>
        {columns.map((column) => {
          const isSorted = column.sort === sort.by;
          const descending = isSorted ? !sort.descending : column.isLargestFirst;
          return (
            <SortHead
              key={column.name}
              className={`rbee-grid-cell rbee-grid-cell--${column.name}`}
              label={text(column.label)}
              order={orderOf(isSorted, sort.descending)}
              head={column.name}
              onClick={() => onSort({ by: column.sort, descending })}
            />
          );
        })}
      </tr>
    </thead>
  );
}
