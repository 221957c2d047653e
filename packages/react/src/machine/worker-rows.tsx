import { distinctGpus, type FleetWorker, gpuFigure, isAbsent, sumOfWorkers } from '@rbee/queen-rbee-sdk';
import { type MouseEvent, memo, useMemo, useState } from 'react';
import { followWith } from '../follow-with.ts';
import { useLocale } from '../locale/index.ts';
import { usePeekList } from '../peek-list.ts';
import { useIsPrinted } from '../printing.ts';
import { clickedRow, entryProps, OfKnown, ReasonsOfRow } from '../reason/index.ts';
import { useRoving } from '../roving.ts';
import type { WorkerLinks } from '../tables/index.ts';
import { ColumnChoice, chosenColumns, HeldRows } from '../tables/index.ts';
import { byName } from '../telemetry.ts';
import { aboutWorker, modelWords } from './row-cells.tsx';
import { ROW_COLUMNS, type RowColumn } from './row-columns.tsx';

/** Props of `<WorkerRows>`. */
export interface WorkerRowsProps extends WorkerLinks {
  /** Name of the table for screen readers, such as the name of the machine. */
  readonly name: string;
  /** Workers of one machine, such as `workers` of a `FleetHive`. */
  readonly workers: readonly FleetWorker[];
  /** Names of the columns with commas, such as `state,model,gpu`; without it the table keeps the choice itself. */
  readonly columns?: string | undefined;
  /** Called when the reader chooses other columns. */
  readonly onColumns?: ((columns: string) => void) | undefined;
}

/** Rows that exist at first: a machine can have hundreds of workers. */
const MOST = 40;

const idOf = ({ id }: FleetWorker): string => id;

/**
 * The workers of a machine, each in a row of one height: what it does, model and engine, use of GPU, memory and CPU, tokens and requests,
 * context, uptime. Sums are below. In a place narrower than 640 px each is a card. Rows are in the order of their names.
 */
export const WorkerRows = memo(function WorkerRows({ name, workers, onPeek, ...props }: WorkerRowsProps) {
  const { text } = useLocale();
  const [own, setOwn] = useState('');
  const [most, setMost] = useState(MOST);
  const chosen = props.columns ?? own;
  const columns = useMemo(() => chosenColumns(ROW_COLUMNS, chosen), [chosen]);
  const rows = useByName(workers);
  const isPrinted = useIsPrinted();
  const shown = isPrinted ? rows : rows.slice(0, most);
  const openRow = (id: string | undefined, open: ((worker: FleetWorker) => void) | undefined): void => {
    const worker = shown.find((it) => it.id === id);
    if (worker) open?.(worker);
  };
  const roving = useRoving(
    shown.map(idOf),
    onPeek && ((id) => openRow(id, (worker) => onPeek(worker, list))),
  );
  const list = usePeekList({ items: shown, idOf, focus: (id) => roving.elementOf(id)?.focus() });
  const onClick = ({ target }: MouseEvent): void => openRow(clickedRow(target as Element), props.onOpen);

  return (
    <section className="rbee-scope rbee-rows-part">
      <table
        ref={roving.list.ref}
        className="rbee-rows"
        aria-label={text('rows.label', { hive: name })}
        data-rbee-list=""
        onKeyDown={roving.list.onKeyDown}
        onClick={onClick}
        onFocus={roving.list.onFocus}
      >
        <thead>
          <tr className="rbee-rows-head">
            {columns.map((column) => (
              <th key={column.name} scope="col" className={`rbee-rows-cell rbee-rows-cell--${column.name}`}>
                {text(column.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((worker) => (
            <Row
              key={worker.id}
              {...{ worker, columns }}
              isStop={roving.isStop(worker.id)}
              isPeeked={worker.id === props.peeked}
              hrefOf={props.hrefOf}
              onOpen={props.onOpen}
            />
          ))}
        </tbody>
        {rows.length > 1 && <Sums workers={rows} columns={columns} />}
      </table>
      <div className="rbee-rows-tools">
        {rows.length > most && (
          <button type="button" className="rbee-link-button" onClick={() => setMost(most + 100)}>
            {text('rows.more', { n: Math.min(100, rows.length - most) })}
          </button>
        )}
        <ColumnChoice
          all={ROW_COLUMNS}
          columns={columns}
          onChange={(next) => {
            setOwn(next);
            props.onColumns?.(next);
          }}
        />
      </div>
    </section>
  );
});

/** Workers by group, then by instance in numeric order, so that rows keep their places. */
function useByName(workers: readonly FleetWorker[]): readonly FleetWorker[] {
  const [held] = useState(() => new HeldRows<FleetWorker>(idOf));
  return held.of(workers, 'name', false, (all) => [...all].sort((a, b) => byName(a.stats, b.stats)));
}

interface RowProps extends Pick<WorkerLinks, 'hrefOf' | 'onOpen'> {
  readonly worker: FleetWorker;
  readonly columns: readonly RowColumn[];
  readonly isStop: boolean;
  readonly isPeeked: boolean;
}

/** One worker; rendered again only with its next sample. */
const Row = memo(function Row({ worker, columns, isStop, isPeeked, hrefOf, onOpen }: RowProps) {
  const locale = useLocale();
  const className = `rbee-rows-row rbee-rows-row--${worker.state}`;
  return (
    <tr className={isPeeked ? `${className} rbee-rows-row--peeked` : className} data-rbee-row={worker.id}>
      <ReasonsOfRow>
        {columns.map((column) =>
          column.name === 'model' ? (
            <th key="model" scope="row" className="rbee-rows-cell rbee-rows-cell--model">
              <a
                className="rbee-rows-link"
                href={hrefOf(worker)}
                {...entryProps(worker.id, isStop)}
                onClick={followWith(onOpen && (() => onOpen(worker)))}
              >
                {modelWords(worker, locale)}
              </a>
              <span className="rbee-rows-about">{aboutWorker(worker, locale)}</span>
            </th>
          ) : (
            <td
              key={column.name}
              className={`rbee-rows-cell rbee-rows-cell--${column.name}`}
              data-label={locale.text(column.label)}
            >
              {column.cell(worker, locale)}
            </td>
          ),
        )}
      </ReasonsOfRow>
    </tr>
  );
});

interface SumsProps {
  readonly workers: readonly FleetWorker[];
  readonly columns: readonly RowColumn[];
}

/** What the workers use together. A sum that some do not know says of how many it is. */
function Sums({ workers, columns }: SumsProps) {
  const { text } = useLocale();
  const busy = workers.filter(({ state }) => state === 'busy').length;
  const isPast = workers.some(({ state }) => isAbsent(state));
  return (
    <tfoot>
      <tr className={isPast ? 'rbee-rows-sums rbee-rows-sums--past' : 'rbee-rows-sums'}>
        {columns.map((column) => {
          const className = `rbee-rows-cell rbee-rows-cell--${column.name}`;
          if (column.name === 'model') {
            return (
              <th key="model" scope="row" className={className}>
                {text('rows.sum', { n: workers.length })}
              </th>
            );
          }
          return (
            <td key={column.name} className={className} data-label={text(column.label)}>
              {column.name === 'state' && busy > 0 && text('rows.busy', { n: busy })}
              {column.sum && <SumCell column={column} workers={workers} />}
            </td>
          );
        })}
      </tr>
    </tfoot>
  );
}

function SumCell({
  column: { name, label, sum: format },
  workers,
}: {
  readonly column: RowColumn;
  readonly workers: readonly FleetWorker[];
}) {
  const { text, formats } = useLocale();
  if (!format || name === 'state' || name === 'model') return null;
  const isOfEngine = name === 'tokens' || name === 'prompt_tokens';
  const sum = sumOfWorkers(isOfEngine ? workers.filter(({ stats }) => stats.engine) : workers, name);
  if (sum.known === 0) return null;
  const total = name === 'vram' ? memoryOfGpus(workers) : 0;
  return (
    <>
      <span className="rbee-rows-first">
        {name === 'vram' && total > 0 ? formats.memoryOf(sum.value, total) : format(formats)(sum.value)}
      </span>
      <span className="rbee-rows-below">
        <OfKnown label={text(label)} sum={sum} />
      </span>
    </>
  );
}

/** Memory of all GPUs of the machine of these workers, MiB; 0 if that of one is not known. */
function memoryOfGpus([first]: readonly FleetWorker[]): number {
  const gpus = distinctGpus(first?.hive.node?.gpus ?? []);
  const totals = gpus.flatMap((gpu) => gpuFigure(gpu, 'vram_total_mb') ?? []);
  return totals.length < gpus.length ? 0 : totals.reduce((sum, mib) => sum + mib, 0);
}
