import { formatDuration, formatMib, formatMibOf, formatPercent, formatRate } from './format.ts';
import {
  type Reading,
  readingOf,
  sharedReason,
  type UnknownReading,
  type WorkerTelemetry,
} from './telemetry.ts';

interface WorkerCellsProps {
  readonly worker: WorkerTelemetry;
  /** True if the worker's figures are current. */
  readonly live: boolean;
  /** Logical CPUs of the machine, if known: all of them are a full bar. */
  readonly cpuCount?: number | undefined;
  /** Memory of the machine in MiB, if known: all of it is a full bar. */
  readonly ramTotalMb?: number | undefined;
}

/** The figures of a worker, one cell for each column of `<WorkerTable>`. */
export function WorkerCells({ worker, live, cpuCount = 0, ramTotalMb }: WorkerCellsProps) {
  const cpu = readingOf(worker, 'cpu_pct', live);
  const memory = readingOf(worker, 'rss_mb', live);
  const diskRead = readingOf(worker, 'io_r_mb_s', live);
  const diskWrite = readingOf(worker, 'io_w_mb_s', live);
  const uptime = readingOf(worker, 'uptime_s', live);
  return (
    <>
      <GpuCells worker={worker} live={live} />
      <Cell column="CPU" label="CPU use" reading={cpu} format={formatPercent} full={100 * cpuCount} />
      <Cell column="Memory" label="Memory" reading={memory} format={formatMib} full={ramTotalMb} />
      <Cell column="Disk read" label="Disk read rate" reading={diskRead} format={formatRate} />
      <Cell column="Disk write" label="Disk write rate" reading={diskWrite} format={formatRate} />
      <Cell column="Uptime" label="Uptime" reading={uptime} format={formatDuration} />
    </>
  );
}

/** GPU use and GPU memory; one merged cell if both are unknown for the same reason. */
function GpuCells({ worker, live }: Pick<WorkerCellsProps, 'worker' | 'live'>) {
  const use = readingOf(worker, 'gpu_util_pct', live);
  const memory = readingOf(worker, 'vram_mb', live);
  const total = readingOf(worker, 'total_vram_mb');
  const reason = sharedReason([use, memory]);
  if (reason) {
    return (
      <td className="rbee-cell rbee-cell--gpu" data-label="GPU, VRAM" colSpan={2}>
        <Unknown label="GPU use and memory" reading={reason} />
      </td>
    );
  }
  const totalMb = total.known ? total.value : 0;
  const formatMemory = (mib: number) => (totalMb > 0 ? formatMibOf(mib, totalMb) : formatMib(mib));
  return (
    <>
      <Cell column="GPU" label="GPU use" reading={use} format={formatPercent} full={100} />
      <Cell column="VRAM" label="GPU memory" reading={memory} format={formatMemory} full={totalMb} />
    </>
  );
}

interface CellProps {
  /** Shown in the cell where the table is too narrow for its head. */
  readonly column: string;
  readonly label: string;
  readonly reading: Reading;
  readonly format: (value: number) => string;
  /** The value that fills the bar; without it, or if it is 0, there is no bar. */
  readonly full?: number | undefined;
}

/** A cell with a value and its bar, or with the reason why the value is unknown ([W2]). */
function Cell({ column, label, reading, format, full = 0 }: CellProps) {
  return (
    <td className="rbee-cell" data-label={column}>
      {reading.known ? (
        <span className="rbee-value">{format(reading.value)}</span>
      ) : (
        <Unknown label={label} reading={reading} />
      )}
      {reading.known && full > 0 && <Bar share={reading.value / full} />}
    </td>
  );
}

const NO_BREAK_SPACE = '\u00a0';

/** A dash and the short reason; the full reason is in the title and, hidden, for screen readers. */
function Unknown({ label, reading }: { readonly label: string; readonly reading: UnknownReading }) {
  const { why, inFull } = reading;
  return (
    <span className="rbee-unknown" title={`${label} not known: ${inFull}`}>
      <span className="rbee-value">–{NO_BREAK_SPACE}</span>
      <span className="rbee-why">{why}</span>
      {inFull !== why && <span className="rbee-hidden">: {inFull}</span>}
    </span>
  );
}

/** Hidden from screen readers: the value is in the text. Its width is an attribute, because a CSP may forbid inline styles. */
function Bar({ share }: { readonly share: number }) {
  const width = `${Math.min(100, Math.max(0, share * 100)).toFixed(1)}%`;
  return (
    <svg className="rbee-bar" aria-hidden="true">
      <rect className="rbee-bar-track" width="100%" height="100%" rx="1.5" />
      <rect className="rbee-bar-fill" width={width} height="100%" rx="1.5" />
    </svg>
  );
}
