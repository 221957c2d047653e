import { engineText, type FleetModel, type Sum } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { type Formats, type Locale, type TextKey, useLocale } from '../locale/index.ts';
import { NotKnown, OfKnown } from '../reason/index.ts';
import { ShareMeter } from './grid-cells.tsx';

/** A figure of a model that is served. */
export interface ModelColumn {
  readonly name: string;
  readonly label: TextKey;
  /** What it is sorted by; undefined if it is not known. */
  readonly value: (model: FleetModel) => number | undefined;
  readonly cell: (model: FleetModel, locale: Locale) => ReactNode;
}

const meanOf = ({ value, known }: Sum): number | undefined => (known > 0 ? value / known : undefined);
const knownOf = ({ value, known }: Sum): number | undefined => (known > 0 ? value : undefined);

interface SumCellProps {
  readonly label: TextKey;
  readonly sum: Sum;
  /** The sum as text; undefined if nobody knows it. */
  readonly text: string | undefined;
  readonly children?: ReactNode;
}

/** A sum, and of how many it is if not all know it. */
function SumCell({ label, sum, text, children }: SumCellProps) {
  const locale = useLocale();
  const name = locale.text(label);
  if (text === undefined) return <OfKnown label={name} sum={sum} />;
  return (
    <>
      <span className="rbee-grid-figure">
        {text}
        {children}
      </span>
      {sum.known < sum.of && (
        <small className="rbee-models-note">
          <OfKnown label={name} sum={sum} />
        </small>
      )}
    </>
  );
}

const sum = (
  name: 'vram' | 'tokens' | 'waiting' | 'free',
  label: TextKey,
  format: (formats: Formats) => (value: number) => string,
): ModelColumn => ({
  name,
  label,
  value: (model) => knownOf(model[name]),
  cell: (model, { formats }) => {
    const value = knownOf(model[name]);
    return (
      <SumCell
        label={label}
        sum={model[name]}
        text={value === undefined ? undefined : format(formats)(value)}
      />
    );
  },
});

/** The figures of a model in the order in which they are shown. */
export const MODEL_COLUMNS: readonly ModelColumn[] = [
  {
    ...{ name: 'replicas', label: 'models.replicas', value: ({ workers }) => workers.length },
    cell: ({ busy, idle, others }, { text }) => (
      <>
        <span className="rbee-grid-figure">{text('models.busyIdle', { busy, idle })}</span>
        {others > 0 && <small className="rbee-models-note">{text('models.others', { n: others })}</small>}
      </>
    ),
  },
  {
    ...{ name: 'hives', label: 'models.hives', value: ({ hives }) => hives },
    cell: ({ hives }, { formats }) => formats.count(hives),
  },
  sum('vram', 'grid.vram', ({ memory }) => memory),
  {
    ...{ name: 'gpu', label: 'models.gpu', value: ({ gpu }) => meanOf(gpu) },
    cell: ({ gpu }, { formats }) => {
      const mean = meanOf(gpu);
      return (
        <SumCell label="models.gpu" sum={gpu} text={mean === undefined ? undefined : formats.percent(mean)}>
          <ShareMeter share={(mean ?? 0) / 100} />
        </SumCell>
      );
    },
  },
  sum('tokens', 'grid.tokens', ({ number }) => number),
  sum('waiting', 'grid.waiting', ({ count }) => count),
  {
    ...{ name: 'ttft', label: 'models.ttft', value: ({ worst_ttft }) => worst_ttft },
    cell: ({ worst_ttft }, { formats, text }) =>
      worst_ttft === undefined ? (
        <NotKnown label={text('models.ttft')} reason={undefined} />
      ) : (
        formats.milliseconds(worst_ttft)
      ),
  },
  sum('free', 'models.free', ({ count }) => count),
];

/** The engines that serve a model, each once, with their versions. */
export function enginesOf({ workers }: FleetModel): string {
  const names = workers.flatMap(({ stats: { engine } }) => (engine ? engineText(engine) : []));
  return [...new Set(names)].sort().join(', ');
}
