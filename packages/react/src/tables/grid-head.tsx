import type { WorkerSort } from '@rbee/queen-rbee-sdk';
import { useLocale } from '../locale/index.ts';
import { columnsOf, columnsText, GRID_COLUMNS, type GridColumn } from './grid-columns.tsx';
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

interface ColumnChoiceProps {
  readonly columns: readonly GridColumn[];
  readonly onChange: (columns: string) => void;
}

/** A box for every column that can be shown. The column with the link of a row always is. */
export function ColumnChoice({ columns, onChange }: ColumnChoiceProps) {
  const { text } = useLocale();
  const toggle = (column: GridColumn, isShown: boolean): void => {
    const chosen = GRID_COLUMNS.filter((it) => (it === column ? isShown : columns.includes(it)));
    onChange(columnsText(columnsOf(columnsText(chosen))));
  };
  return (
    <details className="rbee-column-choice">
      <summary className="rbee-column-choice-open">{text('grid.columns')}</summary>
      <fieldset className="rbee-column-choice-list">
        <legend className="rbee-hidden">{text('grid.columns')}</legend>
        {GRID_COLUMNS.map((column) => (
          <label key={column.name} className="rbee-column-choice-item">
            <input
              type="checkbox"
              checked={columns.includes(column)}
              disabled={column.name === 'model'}
              onChange={(event) => toggle(column, event.target.checked)}
            />
            {text(column.label)}
          </label>
        ))}
        <button type="button" className="rbee-column-choice-usual" onClick={() => onChange('')}>
          {text('grid.columns.usual')}
        </button>
      </fieldset>
    </details>
  );
}
