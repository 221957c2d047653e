import { formatDuration, formatMib, formatPercent, formatRate } from '../format/index.ts';
import { type Reading, readingOf, type WorkerTelemetry } from '../telemetry/index.ts';
import { Figure } from './figure.tsx';

/** Props of the cells. */
interface HostCellsProps {
  readonly worker: WorkerTelemetry;
  /** Whether the worker's figures are of this moment. */
  readonly live: boolean;
  /** Logical CPUs of the machine, where known: all of them are a full bar. */
  readonly cpuCount?: number | undefined;
  /** Memory of the machine in MiB, where known: all of it is a full bar. */
  readonly ramTotalMb?: number | undefined;
}

type HostField = 'cpu_pct' | 'rss_mb' | 'io_r_mb_s' | 'io_w_mb_s' | 'uptime_s';

/** What a worker takes of its machine: CPU, memory, storage and time. */
export function HostCells({ worker, live, cpuCount, ramTotalMb }: HostCellsProps) {
  const reading = (field: HostField) => readingOf(worker, field, live);
  const cpu = reading('cpu_pct');
  const memory = reading('rss_mb');
  return (
    <>
      <td className="rbee-cell" data-label="CPU">
        <Figure label="CPU use" reading={cpu} format={formatPercent} share={shareOf(cpu, cpuCount, 100)} />
      </td>
      <td className="rbee-cell" data-label="Memory">
        <Figure label="Memory" reading={memory} format={formatMib} share={shareOf(memory, ramTotalMb, 1)} />
      </td>
      <td className="rbee-cell" data-label="Disk read">
        <Figure label="Disk read rate" reading={reading('io_r_mb_s')} format={formatRate} />
      </td>
      <td className="rbee-cell" data-label="Disk write">
        <Figure label="Disk write rate" reading={reading('io_w_mb_s')} format={formatRate} />
      </td>
      <td className="rbee-cell" data-label="Uptime">
        <Figure label="Uptime" reading={reading('uptime_s')} format={formatDuration} />
      </td>
    </>
  );
}

function shareOf(reading: Reading, whole: number | undefined, unit: number): number | undefined {
  return reading.known && whole ? reading.value / (whole * unit) : undefined;
}
