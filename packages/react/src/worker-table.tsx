import { workerId } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { tonesOf } from './gpu-memory.ts';
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
  return (
    <div className="rbee-scope rbee-table">
      <table className="rbee-workers">
        <caption className="rbee-hidden">{caption}</caption>
        <thead>
          <tr>
            {COLUMNS.map(([kind, label]) => (
              <th key={label} scope="col" className={`rbee-column rbee-column--${kind}`}>
                {label}
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
