import type { Gpu } from '@rbee/queen-rbee-sdk';
import { useCallback } from 'react';
import { Trend } from '../fleet/index.ts';
import { GpuSparkline, useHistory } from '../history/index.ts';
import { useLocale } from '../locale/index.ts';

/** Props of `<GpuPast>`. */
export interface GpuPastProps {
  readonly hive: string;
  readonly gpu: Gpu;
  /** Its use, percent; undefined if it is not known. */
  readonly use: number | undefined;
}

/** A range that a history fills soon after its queen was installed. */
const RANGE = '5m';

/** The use of a GPU over the last five minutes if the queen keeps a history, else over the last minute that the page saw. */
export function GpuPast({ hive, gpu, use }: GpuPastProps) {
  const { text, formats } = useLocale();
  const hasHistory = useHistory().status === 'on';
  const describe = useCallback(
    (_field: string, { mean }: { readonly mean: readonly (number | null)[] }) => {
      const known = mean.filter((value) => value !== null);
      if (known.length === 0) return '';
      const values = {
        low: formats.percent(Math.min(...known)),
        high: formats.percent(Math.max(...known)),
      };
      return text('spark.gpu', values);
    },
    [text, formats],
  );
  if (!hasHistory) return <Trend value={use} at={gpu} top={100} />;
  return (
    <GpuSparkline hive={hive} gpu={gpu.uuid} range={RANGE} describe={describe} label={text('card.past')} />
  );
}
