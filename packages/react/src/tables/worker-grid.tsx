import { type FleetWorker, parseSort, sortedWorkers, sortText, type WorkerSort } from '@rbee/queen-rbee-sdk';
import { type MouseEvent, type RefObject, useMemo, useRef, useState } from 'react';
import { useLocale } from '../locale/index.ts';
import { useOnScreen } from '../on-screen.ts';
import { usePeekList } from '../peek-list.ts';
import { clickedRow } from '../reason/index.ts';
import { ColumnChoice, chosenColumns, columnsText } from './column-choice.tsx';
import { GRID_COLUMNS, type GridColumn } from './grid-columns.tsx';
import { useGridKeys, useHeld } from './grid-focus.ts';
import { GridHead } from './grid-head.tsx';
import { GridRow } from './grid-row.tsx';
import { HeldRows } from './held-rows.ts';
import type { WorkerLinks } from './links.ts';
import { RowSlots } from './row-slots.ts';
import { rowsIn, useSight } from './row-window.ts';

/** What a reader has chosen of the table of workers, as text for an address or a store; empty for the usual. */
export interface GridChoice {
  /** Names of columns with commas, such as `state,model,gpu`. */
  readonly columns: string;
  /** Name of a column; with `-` before it the largest first. */
  readonly sort: string;
}

/** Props of `<WorkerGrid>`. */
export interface WorkerGridProps extends WorkerLinks {
  /** From `useFleetPicture`, or those of them that a filter leaves. */
  readonly workers: readonly FleetWorker[];
  /** Columns that are shown; without it the table keeps the choice itself. */
  readonly columns?: string | undefined;
  /** The order; without it the table keeps the choice itself. Default `-gpu`. */
  readonly sort?: string | undefined;
  /** Called when the reader chooses other columns or another order. */
  readonly onChange?: ((choice: GridChoice) => void) | undefined;
  readonly density?: 'comfortable' | 'compact' | undefined;
  /** Id of the worker whose row is the tab stop at first, such as the one that the reader comes back from. */
  readonly startAt?: string | undefined;
}

const idOf = ({ id }: FleetWorker): string => id;

const USUAL_SORT: WorkerSort = { by: 'gpu', descending: true };

/** Below this width rows are cards. */
const CARDS_BELOW = 640;

/**
 * Workers as a table, one line each: sorted by any column, columns of choice, only the rows in sight exist. While the pointer or the focus
 * is in it, rows keep their places.
 */
export function WorkerGrid({ workers: present, density = 'comfortable', onPeek, ...props }: WorkerGridProps) {
  const { text } = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const workers = useWhileSeen(scroller, present);
  const choice = useChoice(props);
  const { columns, sort } = choice;
  const sight = useSight(scroller);
  const isCards = sight.width < CARDS_BELOW;
  const rowHeight = isCards ? cardHeight(columns) : density === 'compact' ? 28 : 36;
  const isHeld = useHeld(scroller) || props.peeked !== undefined;
  const [order] = useState(() => new HeldRows<FleetWorker>(idOf));
  const rows = order.of(workers, sortText(sort), isHeld, (all) => sortedWorkers(all, sort));
  const openRow = (id: string | undefined): void => {
    const worker = rows.find((it) => it.id === id);
    if (!worker) return;
    if (onPeek) onPeek(worker, list);
    else props.onOpen?.(worker);
  };
  const keys = useGridKeys({
    scroller,
    rowHeight,
    ids: () => rows.map(idOf),
    peeked: props.peeked,
    startAt: props.startAt,
    onPeek: onPeek && openRow,
  });
  const list = usePeekList({ items: rows, idOf, focus: keys.moveTo });
  const stop = useMemo(
    () =>
      Math.max(
        0,
        rows.findIndex(({ id }) => id === keys.stopId),
      ),
    [rows, keys.stopId],
  );
  const [slots] = useState(() => new RowSlots());
  const shown = rowsIn(sight, rowHeight, rows.length, stop);
  const keysOfRows = slots.of(shown.flatMap((it) => (it.kind === 'row' ? (rows[it.index]?.id ?? []) : [])));
  const onClick = ({ target }: MouseEvent): void => openRow(clickedRow(target as Element));

  return (
    <section className="rbee-scope rbee-grid-part">
      <div className="rbee-grid-bar">
        <b>{text('count.workers', { n: workers.length })}</b>
        <ColumnChoice
          all={GRID_COLUMNS}
          columns={columns}
          onChange={(names) => choice.change({ columns: names })}
        />
      </div>
      <div ref={scroller} className="rbee-grid-scroll">
        <table
          className={`rbee-grid rbee-grid--${isCards ? 'cards' : density}`}
          aria-label={text('grid.label')}
          aria-rowcount={rows.length + 1}
          data-rbee-list=""
          onKeyDown={keys.onKeyDown}
          onClick={onClick}
          onFocus={({ target }) => {
            const id = target.dataset['rbeeEntry'];
            if (id !== undefined) keys.setStopId(id);
          }}
        >
          <GridHead
            columns={columns}
            sort={sort}
            onSort={(next) => choice.change({ sort: sortText(next) })}
          />
          <tbody>
            {shown.map((it) => {
              if (it.kind === 'gap') return <Gap key={`gap${it.before}`} height={it.rows * rowHeight} />;
              const worker = rows[it.index];
              return worker ? (
                <GridRow
                  key={keysOfRows.get(worker.id)}
                  {...{ worker, columns, index: it.index, isStop: it.index === stop }}
                  isPeeked={worker.id === props.peeked}
                  hrefOf={props.hrefOf}
                  onOpen={props.onOpen}
                />
              ) : null;
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The value, or while the element is out of sight the one that it had: what nobody sees is not sorted and rendered every second. */
function useWhileSeen<T>(element: RefObject<Element | null>, value: T): T {
  const isSeen = useOnScreen(element, true);
  const last = useRef(value);
  if (isSeen) last.current = value;
  return last.current;
}

/** The place of rows that do not exist. The height is an attribute: a content security policy may forbid styles. */
function Gap({ height }: { readonly height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without content cannot have the focus
    <tr aria-hidden="true" className="rbee-grid-gap">
      <td height={height} />
    </tr>
  );
}

/** Padding and border, two lines, and the figures in rows of three: `.rbee-grid--cards` has the same. */
const cardHeight = (columns: readonly GridColumn[]): number => {
  const figures = columns.filter(({ name }) => !CARD_LINES.has(name)).length;
  return 17 + 24 + (columns.some(({ name }) => name === 'worker') ? 20 : 0) + 38 * Math.ceil(figures / 3);
};
const CARD_LINES: ReadonlySet<string> = new Set(['state', 'model', 'worker']);

/** The choice of the host where it keeps it, else the table's own. */
function useChoice({ columns, sort, onChange }: Pick<WorkerGridProps, 'columns' | 'sort' | 'onChange'>) {
  const [own, setOwn] = useState<GridChoice>({ columns: '', sort: '' });
  const names = columns ?? own.columns;
  const order = sort ?? own.sort;
  const shown = useMemo(() => chosenColumns(GRID_COLUMNS, names), [names]);
  const change = (more: Partial<GridChoice>): void => {
    const next = { columns: columnsText(GRID_COLUMNS, shown), sort: order, ...more };
    setOwn(next);
    onChange?.(next);
  };
  return { columns: shown, sort: useMemo(() => parseSort(order) ?? USUAL_SORT, [order]), change };
}
