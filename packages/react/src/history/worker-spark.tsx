import type { SeriesLine } from '@rbee/queen-rbee-sdk';
import { useCallback } from 'react';
import { useLocale } from '../locale/index.ts';
import { usesNoGpu, type WorkerTelemetry } from '../telemetry.ts';
import { Sparkline } from './sparkline.tsx';

interface WorkerSparkProps {
  readonly hive: string;
  readonly worker: WorkerTelemetry;
}

const GPU_FIRST = ['gpu_util_pct', 'cpu_pct'] as const;
const CPU_FIRST = ['cpu_pct', 'gpu_util_pct'] as const;

/** The cell of a worker's row with its GPU use over the last minutes; of a worker without a GPU its CPU use. */
export function WorkerSpark({ hive, worker }: WorkerSparkProps) {
  const { text, formats } = useLocale();
  const { group, instance } = worker;
  const describe = useCallback(
    (field: string, { mean }: SeriesLine) => {
      const known = mean.filter((value) => value !== null);
      if (known.length === 0) return '';
      const values = {
        low: formats.percent(Math.min(...known)),
        high: formats.percent(Math.max(...known)),
      };
      return text(field === 'cpu_pct' ? 'spark.cpu' : 'spark.gpu', values);
    },
    [text, formats],
  );
  return (
    <td className="rbee-cell rbee-cell--spark" data-label={text('range.15m')}>
      <Sparkline
        {...{ hive, group, instance, describe }}
        fields={usesNoGpu(worker) ? CPU_FIRST : GPU_FIRST}
        label={text('range.15m')}
      />
    </td>
  );
}
