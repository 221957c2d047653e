import { formatMib, formatMibOf, formatPercent } from '../format/index.ts';
import { readingOf, sharedReason, type WorkerTelemetry } from '../telemetry/index.ts';
import { Figure, Unknown } from './figure.tsx';

/** Props of the cells. */
interface GpuCellsProps {
  readonly worker: WorkerTelemetry;
  /** Whether the worker's figures are of this moment. */
  readonly live: boolean;
}

/** A worker's GPU use and GPU memory; where neither is known for one reason, that is said once. */
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
