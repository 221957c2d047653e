import { workerId } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { tonesOf } from './gpu-memory.ts';
import { useLocale } from './locale/index.ts';
import { inOrder, type WorkerTelemetry } from './telemetry.ts';
import { WorkerRow, type WorkerRowProps } from './worker-row.tsx';

const COLUMNS = [
  ['state', 'State'],
  ['name', 'Worker'],
  ['gpu', 'GPU'],
  ['vram', 'VRAM'],
  ['cpu', 'CPU'],
  ['memory', 'Memory'],
  ['disk', 'Disk read'],
  ['disk', 'Disk write'],
  ['uptime', 'Uptime'],
] as const;

const WITH_SPARKS = [...COLUMNS.slice(0, 2), ['spark', 'Past'] as const, ...COLUMNS.slice(2)] as const;

/** Props of `<WorkerTable>`: those of `<WorkerRow>`, for all workers of a hive. */
export interface WorkerTableProps extends Omit<WorkerRowProps, 'worker' | 'tone'> {
  /** Name of the table for screen readers, such as `Workers of hive-1`. */
  readonly caption: string;
  readonly workers: readonly WorkerTelemetry[];
}

/** Workers as a table, sorted by name. If the table is narrow, each worker is a card. */
export function WorkerTable({ caption, workers, ...rest }: WorkerTableProps) {
  const ordered = useMemo(() => inOrder(workers), [workers]);
  const tones = useMemo(() => tonesOf(ordered), [ordered]);
  const { text } = useLocale();
  const hasSparks = rest.sparkOf !== undefined;
  return (
    <div className={`rbee-scope rbee-table${hasSparks ? ' rbee-table--sparks' : ''}`}>
      <table className="rbee-workers">
        <caption className="rbee-hidden">{caption}</caption>
        <thead>
          <tr>
            {(hasSparks ? WITH_SPARKS : COLUMNS).map(([kind, label]) => (
              <th key={label} scope="col" className={`rbee-column rbee-column--${kind}`}>
                {kind === 'spark' ? text('range.15m') : label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((worker) => {
            const id = workerId('', worker);
            return <WorkerRow key={id} worker={worker} tone={tones.get(id)} {...rest} />;
          })}
        </tbody>
      </table>
    </div>
  );
}
