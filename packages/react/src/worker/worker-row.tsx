import { memo } from 'react';
import { reasonInWords } from '../format/index.ts';
import { pulseOf, type Standing, type WorkerTelemetry, workerName } from '../telemetry/index.ts';
import { GpuCells } from './gpu-cells.tsx';
import { HostCells } from './host-cells.tsx';
import { Pulse } from './pulse.tsx';

/** Props of `<WorkerRow>`. */
export interface WorkerRowProps {
  readonly worker: WorkerTelemetry;
  /** Whether the worker's figures are of this moment; default `live`. */
  readonly standing?: Standing | undefined;
  /** Changes with each sample, such as the hive's `last_update`: the pulse beats once for each. */
  readonly beat?: string | undefined;
  /** Logical CPUs of the machine, where known: all of them are a full bar. */
  readonly cpuCount?: number | undefined;
  /** Memory of the machine in MiB, where known: all of it is a full bar. */
  readonly ramTotalMb?: number | undefined;
}

/** One worker as a row of `<WorkerTable>`; a `<tr>`, so it belongs into a table's body. */
export const WorkerRow = memo(function WorkerRow(props: WorkerRowProps) {
  const { worker, standing = 'live', beat, cpuCount, ramTotalMb } = props;
  const pulse = pulseOf(worker, standing);
  const live = standing === 'live';
  return (
    <tr className={`rbee-worker rbee-worker--${pulse.activity}`}>
      <td className="rbee-cell rbee-cell--state">
        <Pulse reading={pulse} beat={beat} />
      </td>
      <th className="rbee-cell rbee-cell--name" scope="row">
        <WorkerIdentity worker={worker} />
      </th>
      <GpuCells worker={worker} live={live} />
      <HostCells worker={worker} live={live} cpuCount={cpuCount} ramTotalMb={ramTotalMb} />
    </tr>
  );
});

const ORIGINS = {
  sample: 'A real process that comes with rbee, to have something to watch',
  simulated: 'Made up by rbee simulate: no process stands behind it',
} as const;

function WorkerIdentity({ worker }: { readonly worker: WorkerTelemetry }) {
  const name = workerName(worker);
  const reason = worker.unknown?.['model'];
  const noModel = reason === undefined ? 'no model named' : `model: ${reasonInWords(reason)}`;
  return (
    <>
      <span className="rbee-name" title={`${name}, process ${worker.pid}`}>
        {name}
      </span>{' '}
      {worker.origin && (
        <span className={`rbee-badge rbee-badge--${worker.origin}`} title={ORIGINS[worker.origin]}>
          {worker.origin}
        </span>
      )}{' '}
      {worker.model === null ? (
        <span className="rbee-why">– {noModel}</span>
      ) : (
        <span className="rbee-badge rbee-badge--model" title={worker.model}>
          {worker.model}
        </span>
      )}
    </>
  );
}
