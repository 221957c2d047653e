import { type Gpu, gpuFigure, type HiveReport } from '@rbee/queen-rbee-sdk';
import { useCallback } from 'react';
import { Trend } from '../fleet/trend.tsx';
import type { Holder } from '../gpu-memory.ts';
import { GpuSparkline } from '../history/index.ts';
import { useLocale } from '../locale/index.ts';
import { NotKnown } from '../reason/index.ts';
import { CardFacts } from './card-facts.tsx';
import { CardHealth } from './card-health.tsx';
import { CardMemory } from './card-memory.tsx';
import { cardName } from './card-name.ts';

interface GpuCardProps {
  readonly gpu: Gpu;
  readonly hive: string;
  readonly report: HiveReport;
  /** The workers that use it. */
  readonly holders: readonly Holder[];
  readonly hasHistory: boolean;
}

/** One GPU of `<GpuCards>`. */
export function GpuCard({ gpu, hive, report, holders, hasHistory }: GpuCardProps) {
  const { text, formats } = useLocale();
  const isLive = report === 'reporting';
  return (
    <li className={`rbee-card rbee-card--${report}`}>
      <header className="rbee-card-head">
        <h3 className="rbee-card-title">
          {text('card.gpu', { index: String(gpu.index) })}{' '}
          <span className="rbee-card-name">{cardName(gpu, formats)}</span>
        </h3>
        {isLive && <CardHealth gpu={gpu} />}
      </header>
      <div className="rbee-card-use">
        <Use gpu={gpu} isLive={isLive} />
        {hasHistory ? (
          <Past hive={hive} gpu={gpu} />
        ) : (
          <Trend value={gpuFigure(gpu, 'util_pct')} at={gpu} top={100} />
        )}
      </div>
      <CardMemory gpu={gpu} holders={holders} isLive={isLive} />
      <CardFacts gpu={gpu} />
    </li>
  );
}

function Use({ gpu, isLive }: { readonly gpu: Gpu; readonly isLive: boolean }) {
  const { text, formats } = useLocale();
  const use = gpuFigure(gpu, 'util_pct');
  return (
    <p className="rbee-card-figure">
      <span className="rbee-hidden">{text('card.use')} </span>
      {use === undefined ? (
        <NotKnown label={text('card.use')} reason={gpu.unknown?.['util_pct']} live={isLive} brief />
      ) : (
        <>
          <b>{formats.number(use)}</b>
          <small>{'\u00a0%'}</small>
        </>
      )}
    </p>
  );
}

function Past({ hive, gpu }: { readonly hive: string; readonly gpu: Gpu }) {
  const { text, formats } = useLocale();
  const describe = useCallback(
    (_field: string, { mean }: { readonly mean: readonly (number | null)[] }) => {
      const known = mean.filter((value) => value !== null);
      if (known.length === 0) return '';
      const [low, high] = [Math.min(...known), Math.max(...known)].map(formats.percent);
      return text('spark.gpu', { low: low ?? '', high: high ?? '' });
    },
    [text, formats],
  );
  return <GpuSparkline hive={hive} gpu={gpu.uuid} describe={describe} label={text('range.15m')} />;
}
