import { type Gpu, gpuFigure, type HiveReport } from '@rbee/queen-rbee-sdk';
import { type ComponentType, lazy, Suspense } from 'react';
import { Trend } from '../fleet/index.ts';
import type { Holder } from '../gpu-memory.ts';
import { useLocale } from '../locale/index.ts';
import { NotKnown } from '../reason/index.ts';
import { CardFacts } from './card-facts.tsx';
import { CardHealth } from './card-health.tsx';
import { CardMemory } from './card-memory.tsx';
import { cardName } from './card-name.ts';
import type { GpuPastProps } from './gpu-past.tsx';

/** The code of the past is loaded when the first card is shown. Without it the card has the last minute. */
const GpuPast = lazy(() =>
  import('./gpu-past.tsx').then(
    (loaded): { default: ComponentType<GpuPastProps> } => ({ default: loaded.GpuPast }),
    () => ({ default: LastMinute }),
  ),
);

const LastMinute = ({ gpu, use }: GpuPastProps) => <Trend value={use} at={gpu} top={100} />;

interface GpuCardProps {
  readonly gpu: Gpu;
  readonly hive: string;
  readonly report: HiveReport;
  /** The workers that use it. */
  readonly holders: readonly Holder[];
}

/** One GPU of `<GpuCards>`. */
export function GpuCard({ gpu, hive, report, holders }: GpuCardProps) {
  const { text, formats } = useLocale();
  const use = gpuFigure(gpu, 'util_pct');
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
        <Suspense fallback={<Trend value={use} at={gpu} top={100} />}>
          <GpuPast {...{ hive, gpu, use }} />
        </Suspense>
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
