import { distinctGpus, type Gpu } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { holdersByGpu } from './gpu-memory.ts';
import { GpuRow } from './gpu-row.tsx';
import { inOrder, type Standing, type WorkerTelemetry } from './telemetry.ts';

const COLUMNS = [
  ['gpu-name', 'GPU'],
  ['gpu-use', 'Use'],
  ['gpu-memory', 'Memory'],
  ['power', 'Power'],
  ['temperature', 'Temp.'],
  ['health', 'Health'],
] as const;

/** Props of `<GpuTable>`. */
export interface GpuTableProps {
  /** Name of the table for screen readers, such as `GPUs of hive-1`. */
  readonly caption: string;
  readonly gpus: readonly Gpu[];
  /** The workers of the same hive: who holds the memory. */
  readonly workers: readonly WorkerTelemetry[];
  /** How current the figures are; default `live`. */
  readonly standing?: Standing | undefined;
}

/** The GPUs of a machine as a table, with who holds their memory. If the table is narrow, each GPU is a card. */
export function GpuTable({ caption, gpus, workers, standing = 'live' }: GpuTableProps) {
  const holders = useMemo(() => holdersByGpu(inOrder(workers)), [workers]);
  return (
    <div className="rbee-scope rbee-table">
      <table className="rbee-gpus" aria-label={caption}>
        <thead>
          <tr>
            {COLUMNS.map(([kind, label]) => (
              <th key={kind} scope="col" className={`rbee-column rbee-column--${kind}`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {distinctGpus(gpus).map((gpu) => (
            <GpuRow key={gpu.uuid} gpu={gpu} holders={holders.get(gpu.uuid) ?? []} standing={standing} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
