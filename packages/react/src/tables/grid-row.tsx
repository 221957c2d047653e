import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import { memo } from 'react';
import { followWith } from '../follow-with.ts';
import { useLocale } from '../locale/index.ts';
import { entryProps, ReasonsOfRow } from '../reason/index.ts';
import type { GridColumn } from './grid-columns.tsx';
import type { WorkerLinks } from './links.ts';

interface GridRowProps {
  readonly worker: FleetWorker;
  /** Place of the row in the whole table, from 0. */
  readonly index: number;
  readonly columns: readonly GridColumn[];
  readonly isStop: boolean;
  readonly isPeeked: boolean;
  readonly hrefOf: WorkerLinks['hrefOf'];
  readonly onOpen: WorkerLinks['onOpen'];
}

/** One worker in one line; rendered again only with its next sample. */
export const GridRow = memo(function GridRow({
  worker,
  index,
  columns,
  isStop,
  isPeeked,
  ...links
}: GridRowProps) {
  const locale = useLocale();
  const { onOpen } = links;
  return (
    <tr
      className={`rbee-grid-row rbee-grid-row--${worker.state}${isPeeked ? ' rbee-peeked' : ''}`}
      aria-rowindex={index + 2}
      data-rbee-row={worker.id}
    >
      <ReasonsOfRow>
        {columns.map((column) =>
          column.name === 'model' ? (
            <th key="model" scope="row" className="rbee-grid-cell rbee-grid-cell--model">
              <a
                className="rbee-grid-link"
                href={links.hrefOf(worker)}
                {...entryProps(worker.id, isStop)}
                onClick={followWith(onOpen && (() => onOpen(worker)))}
              >
                {column.cell(worker, locale)}
              </a>
            </th>
          ) : (
            <td
              key={column.name}
              className={`rbee-grid-cell rbee-grid-cell--${column.name}`}
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
