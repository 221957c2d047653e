import { workerId } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { inOrder, type Standing, type WorkerTelemetry } from './telemetry.ts';
import { WorkerRow } from './worker-row.tsx';

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

/** Props of `<WorkerTable>`: those of `<WorkerRow>`, for several workers. */
export interface WorkerTableProps {
  /** Read to those who cannot see the table, such as `Workers of hive-1`. */
  readonly caption: string;
  readonly workers: readonly WorkerTelemetry[];
  readonly standing?: Standing | undefined;
  readonly beat?: string | undefined;
  readonly cpuCount?: number | undefined;
  readonly ramTotalMb?: number | undefined;
}

/** Workers as a table, in the order of their names; each one a card where the table is given little width. */
export function WorkerTable({ caption, workers, ...rest }: WorkerTableProps) {
  const ordered = useMemo(() => inOrder(workers), [workers]);
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
          {ordered.map((worker) => (
            <WorkerRow key={workerId('', worker)} worker={worker} {...rest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
