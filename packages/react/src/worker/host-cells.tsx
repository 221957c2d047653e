import { formatDuration, formatMib, formatPercent, formatRate } from '../format/index.ts';
import { type Reading, readingOf, type WorkerTelemetry } from '../telemetry/index.ts';
import { Figure } from './figure.tsx';

/** Props of the cells. */
interface HostCellsProps {
  readonly worker: WorkerTelemetry;
  /** Logical CPUs of the machine, where known: all of them are a full bar. */
  readonly cpuCount?: number | undefined;
  /** Memory of the machine in MiB, where known: all of it is a full bar. */
  readonly ramTotalMb?: number | undefined;
}

/** What a worker takes of its machine: CPU, memory, storage and time. */
export function HostCells({ worker, cpuCount, ramTotalMb }: HostCellsProps) {
  const cpu = readingOf(worker, 'cpu_pct');
  const memory = readingOf(worker, 'rss_mb');
  return (
    <>
      <td className="rbee-cell" data-label="CPU">
        <Figure label="CPU use" reading={cpu} format={formatPercent} share={shareOf(cpu, cpuCount, 100)} />
      </td>
      <td className="rbee-cell" data-label="Memory">
        <Figure label="Memory" reading={memory} format={formatMib} share={shareOf(memory, ramTotalMb, 1)} />
      </td>
      <td className="rbee-cell" data-label="Disk read">
        <Figure label="Disk read rate" reading={readingOf(worker, 'io_r_mb_s')} format={formatRate} />
      </td>
      <td className="rbee-cell" data-label="Disk write">
        <Figure label="Disk write rate" reading={readingOf(worker, 'io_w_mb_s')} format={formatRate} />
      </td>
      <td className="rbee-cell" data-label="Uptime">
        <Figure label="Uptime" reading={readingOf(worker, 'uptime_s')} format={formatDuration} />
      </td>
    </>
  );
}

function shareOf(reading: Reading, whole: number | undefined, unit: number): number | undefined {
  return reading.known && whole ? reading.value / (whole * unit) : undefined;
}
