import { formatDuration, formatMib, formatMibOf, formatPercent, formatRate } from './format.ts';
import {
  type Reading,
  readingOf,
  sharedReason,
  type UnknownReading,
  type WorkerTelemetry,
} from './telemetry.ts';

interface GpuCellsProps {
  readonly worker: WorkerTelemetry;
  /** Whether the worker's figures are current. */
  readonly live: boolean;
}

/** A worker's GPU use and GPU memory; one merged cell if both are unknown for the same reason. */
export function GpuCells({ worker, live }: GpuCellsProps) {
  const use = readingOf(worker, 'gpu_util_pct', live);
  const held = readingOf(worker, 'vram_mb', live);
  const total = readingOf(worker, 'total_vram_mb');
  const neither = sharedReason([use, held]);
  if (neither) {
    return (
      <td className="rbee-cell rbee-cell--gpu" data-label="GPU, VRAM" colSpan={2}>
        <Unknown label="GPU use and memory" reading={neither} />
      </td>
    );
  }
  const whole = total.known && total.value > 0 ? total.value : undefined;
  return (
    <>
      <td className="rbee-cell" data-label="GPU">
        <Figure
          label="GPU use"
          reading={use}
          format={formatPercent}
          share={use.known ? use.value / 100 : undefined}
        />
      </td>
      <td className="rbee-cell" data-label="VRAM">
        <Figure
          label="GPU memory"
          reading={held}
          format={(mib) => (whole === undefined ? formatMib(mib) : formatMibOf(mib, whole))}
          share={held.known && whole !== undefined ? held.value / whole : undefined}
        />
      </td>
    </>
  );
}

interface HostCellsProps {
  readonly worker: WorkerTelemetry;
  /** Whether the worker's figures are current. */
  readonly live: boolean;
  /** Logical CPUs of the machine, where known: all of them are a full bar. */
  readonly cpuCount?: number | undefined;
  /** Memory of the machine in MiB, where known: all of it is a full bar. */
  readonly ramTotalMb?: number | undefined;
}

type HostField = 'cpu_pct' | 'rss_mb' | 'io_r_mb_s' | 'io_w_mb_s' | 'uptime_s';

/** A worker's CPU use, memory, disk rates and uptime. */
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

interface FigureProps {
  readonly label: string;
  readonly reading: Reading;
  readonly format: (value: number) => string;
  /** Share of the maximum, from 0 to 1, shown as a bar. */
  readonly share?: number | undefined;
}

/** A value with its bar, or a dash and the reason why it is unknown ([W2]). */
export function Figure({ label, reading, format, share }: FigureProps) {
  if (!reading.known) return <Unknown label={label} reading={reading} />;
  return (
    <>
      <span className="rbee-value">{format(reading.value)}</span>
      {share !== undefined && <Bar share={share} />}
    </>
  );
}

const NO_BREAK_SPACE = '\u00a0';

interface UnknownProps {
  readonly label: string;
  readonly reading: UnknownReading;
}

/** A dash and the short reason; the full reason is in the title and, hidden, for screen readers. */
export function Unknown({ label, reading }: UnknownProps) {
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
