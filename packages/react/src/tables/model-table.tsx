import type { FleetModel } from '@rbee/queen-rbee-sdk';
import { memo, useMemo, useRef, useState } from 'react';
import { followWith } from '../follow-with.ts';
import { useLocale } from '../locale/index.ts';
import { entryProps, ReasonsOfRow } from '../reason/index.ts';
import { useRoving } from '../roving.ts';
import { useHeld } from './grid-focus.ts';
import { HeldRows } from './held-rows.ts';
import { enginesOf, MODEL_COLUMNS } from './model-columns.tsx';
import { orderOf, SortHead } from './sort-head.tsx';

/** How a part opens a model in the host page. */
export interface ModelLinks {
  /** The address of a model. */
  readonly hrefOf: (name: string) => string;
  /** Called instead of following the address. */
  readonly onOpen?: ((name: string) => void) | undefined;
}

/** Props of `<ModelTable>`. */
export interface ModelTableProps extends ModelLinks {
  /** From `modelsOfWorkers`. */
  readonly models: readonly FleetModel[];
  /** Name of a column, with `-` before it the largest first; without it the table keeps the choice itself. Default `-replicas`. */
  readonly sort?: string | undefined;
  /** Called when the reader chooses another order. */
  readonly onSort?: ((sort: string) => void) | undefined;
}

const HEADS = [{ name: 'name', label: 'grid.model' } as const, ...MODEL_COLUMNS];

/** Models that are shown at first: an engine can list many that nobody uses. */
const STEP = 100;

/** The models that are served now, one row each. While the pointer or the focus is in it, rows keep their places. */
export function ModelTable({ models, sort, onSort, ...links }: ModelTableProps) {
  const { text } = useLocale();
  const root = useRef<HTMLDivElement>(null);
  const isHeld = useHeld(root);
  const [own, setOwn] = useState('');
  const [most, setMost] = useState(STEP);
  const [order] = useState(() => new HeldRows<FleetModel>(({ name }) => name));
  const by = sortOf(sort ?? own);
  const rows = order.of(models, by.text, isHeld, (all) => sortedModels(all, by));
  const served = useMemo(
    () => new Set(models.flatMap(({ workers }) => workers.map(({ id }) => id))).size,
    [models],
  );
  const choose = (name: string): void => {
    const next = by.name === name ? (by.descending ? name : `-${name}`) : name === 'name' ? name : `-${name}`;
    setOwn(next);
    onSort?.(next);
  };
  const shown = rows.slice(0, most);
  const roving = useRoving(shown.map(({ name }) => name));
  if (models.length === 0) return <p className="rbee-scope rbee-note">{text('models.none')}</p>;
  return (
    <section className="rbee-scope rbee-models">
      <p className="rbee-grid-bar">
        <b>{text('models.count', { n: models.length })}</b>
        <span className="rbee-models-note">{text('models.servedBy', { n: served })}</span>
      </p>
      <div ref={root} className="rbee-models-scroll">
        <table className="rbee-models-table" aria-label={text('models.label')}>
          <thead>
            <tr className="rbee-grid-head">
              {HEADS.map(({ name, label }) => (
                <SortHead
                  key={name}
                  className={`rbee-models-cell rbee-models-cell--${name}`}
                  label={text(label)}
                  order={orderOf(by.name === name, by.descending)}
                  onClick={() => choose(name)}
                />
              ))}
            </tr>
          </thead>
          <tbody {...roving.list}>
            {shown.map((model) => (
              <ModelRow key={model.name} model={model} isStop={roving.isStop(model.name)} {...links} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > most && (
        <button type="button" className="rbee-problems-more" onClick={() => setMost(most + STEP)}>
          {text('models.more', { n: rows.length - most })}
        </button>
      )}
    </section>
  );
}

const ModelRow = memo(function ModelRow({
  model,
  isStop,
  hrefOf,
  onOpen,
}: { readonly model: FleetModel; readonly isStop: boolean } & ModelLinks) {
  const locale = useLocale();
  return (
    <tr className="rbee-models-row" data-rbee-row={model.name}>
      <ReasonsOfRow>
        <th scope="row" className="rbee-models-cell rbee-models-cell--name">
          <a
            className="rbee-grid-link"
            href={hrefOf(model.name)}
            {...entryProps(model.name, isStop)}
            onClick={followWith(onOpen && (() => onOpen(model.name)))}
          >
            {model.name}
          </a>
          <small className="rbee-models-note">{enginesOf(model)}</small>
        </th>
        {MODEL_COLUMNS.map(({ name, label, cell }) => (
          <td
            key={name}
            className={`rbee-models-cell rbee-models-cell--${name}`}
            data-label={locale.text(label)}
          >
            {cell(model, locale)}
          </td>
        ))}
      </ReasonsOfRow>
    </tr>
  );
});

interface ModelSort {
  readonly text: string;
  readonly name: string;
  readonly descending: boolean;
}

const USUAL_SORT: ModelSort = { text: '-replicas', name: 'replicas', descending: true };

function sortOf(text: string): ModelSort {
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  return name === 'name' || MODEL_COLUMNS.some((column) => column.name === name)
    ? { text, name, descending }
    : USUAL_SORT;
}

/** Models of which the figure is not known are last in both directions, and equal ones are in the order of their names. */
function sortedModels(models: readonly FleetModel[], { name, descending }: ModelSort): FleetModel[] {
  const direction = descending ? -1 : 1;
  const column = MODEL_COLUMNS.find((it) => it.name === name);
  const byName = (a: FleetModel, b: FleetModel): number => (a.name < b.name ? -1 : 1);
  return [...models].sort((a, b) => {
    if (!column) return direction * byName(a, b);
    const [x, y] = [column.value(a), column.value(b)];
    if (x === undefined || y === undefined)
      return Number(x === undefined) - Number(y === undefined) || byName(a, b);
    return direction * (x - y) || byName(a, b);
  });
}
