import type { FleetTotals, Sum } from '@rbee/queen-rbee-sdk';
import { memo, type ReactNode } from 'react';
import { followWith } from '../follow-with.ts';
import { type TextKey, useLocale } from '../locale/index.ts';
import { OfKnown } from '../reason/index.ts';
import { Trend } from './trend.tsx';

/** How the numbers of a part lead to a filter of the host page. */
export interface FilterLinks {
  /** The address that shows what a filter finds; without it the numbers are plain text. */
  readonly hrefOf?: ((filter: string) => string) | undefined;
  /** Called instead of following the address. */
  readonly onFilter?: ((filter: string) => void) | undefined;
}

/** Props of `<SummaryStrip>`. */
export interface SummaryStripProps extends FilterLinks {
  /** From `useFleetPicture` or `totalsOf`; under a filter from `totalsOfFound`. */
  readonly totals: FleetTotals;
}

/** The fleet in seven figures, each with its last minute. A figure that only some know says of how many it is. */
export const SummaryStrip = memo(function SummaryStrip(props: SummaryStripProps) {
  return (
    <div className="rbee-scope rbee-strip-place">
      <Figures {...props} />
    </div>
  );
});

function Figures({ totals, ...links }: SummaryStripProps) {
  const { text, formats } = useLocale();
  const { hives, workers, vram_used, vram_total, vram_unclaimed, gpu_use, tokens, waiting, watts } = totals;
  const others = workers.unknown + workers.starting + workers.sleeping + workers.stuck;
  const use = gpu_use.known > 0 ? gpu_use.value / gpu_use.known : undefined;
  return (
    <dl className="rbee-strip">
      <Figure label="strip.workers" trend={workers.busy} at={totals}>
        <Part n={workers.busy} word={text('state.busy')} filter="state:busy" links={links} />
        <Part n={workers.idle} word={text('state.idle')} filter="state:idle" links={links} />
        {others > 0 && (
          <Part
            n={others}
            word={text('strip.other')}
            filter="state:unknown state:starting state:sleeping state:stuck"
            links={links}
          />
        )}
      </Figure>
      <Figure label="strip.hives" trend={hives.reporting} at={totals}>
        <Part
          n={hives.reporting}
          word={text('report.reporting')}
          filter="-state:late -state:silent"
          links={links}
        />
        {hives.late > 0 && (
          <Part n={hives.late} word={text('report.late')} filter="state:late" links={links} />
        )}
        {hives.silent > 0 && (
          <Part n={hives.silent} word={text('report.silent')} filter="state:silent" links={links} />
        )}
      </Figure>
      <Figure
        label="strip.vram"
        trend={known(vram_used)}
        top={vram_total.value}
        at={totals}
        note={
          vram_unclaimed.value > 0
            ? text('strip.unclaimed', { size: formats.memory(vram_unclaimed.value) })
            : ''
        }
      >
        <Value label="strip.vram" sum={vram_used} format={(mib) => formats.memory(mib)} />
        {vram_total.known > 0 && (
          <small>{text('strip.ofTotal', { total: formats.memory(vram_total.value) })}</small>
        )}
      </Figure>
      <Figure label="strip.gpu" trend={use} top={100} at={totals} sum={gpu_use}>
        {use === undefined ? <Dash label="strip.gpu" sum={gpu_use} /> : <b>{formats.percent(use)}</b>}
        {totals.gpus_at_90 > 0 && (
          <FilterLink filter="gpu>=90" links={links}>
            <small>{text('strip.high', { n: totals.gpus_at_90 })}</small>
          </FilterLink>
        )}
      </Figure>
      <Figure label="strip.tokens" trend={known(tokens)} at={totals} sum={tokens}>
        <Value label="strip.tokens" sum={tokens} format={formats.number} />
      </Figure>
      <Figure label="strip.waiting" trend={known(waiting)} at={totals} sum={waiting}>
        {waiting.known > 0 ? (
          <FilterLink filter="waiting>0" links={links}>
            <b>{formats.count(waiting.value)}</b>
          </FilterLink>
        ) : (
          <Dash label="strip.waiting" sum={waiting} />
        )}
      </Figure>
      <Figure label="strip.power" trend={known(watts)} at={totals} sum={watts}>
        <Value label="strip.power" sum={watts} format={formats.power} />
      </Figure>
    </dl>
  );
}

const known = (sum: Sum): number | undefined => (sum.known > 0 ? sum.value : undefined);

interface FigureProps {
  readonly label: TextKey;
  readonly trend: number | undefined;
  readonly top?: number;
  readonly at: object;
  readonly note?: string;
  /** Where only some know it: of how many it is, and why the others do not. */
  readonly sum?: Sum;
  readonly children: ReactNode;
}

function Figure({ label, trend, top, at, note, sum, children }: FigureProps) {
  const { text } = useLocale();
  return (
    <div className="rbee-stat">
      <dt className="rbee-stat-label">
        {text(label)}
        <span className="rbee-stat-note">
          {note}
          {sum && sum.known > 0 && <OfKnown label={text(label)} sum={sum} />}
        </span>
      </dt>
      <dd className="rbee-stat-value">
        {children}
        <Trend value={trend} top={top} at={at} />
      </dd>
    </div>
  );
}

interface PartProps {
  readonly n: number;
  readonly word: string;
  readonly filter: string;
  readonly links: FilterLinks;
}

function Part({ n, word, filter, links }: PartProps) {
  const { formats } = useLocale();
  return (
    <FilterLink filter={filter} links={links}>
      <b>{formats.count(n)}</b> <small>{word}</small>
    </FilterLink>
  );
}

interface SumProps {
  readonly label: TextKey;
  readonly sum: Sum;
}

function Value({ label, sum, format }: SumProps & { readonly format: (value: number) => string }) {
  return sum.known > 0 ? <b>{format(sum.value)}</b> : <Dash label={label} sum={sum} />;
}

/** Nobody knows it: a dash that says why. */
function Dash({ label, sum }: SumProps) {
  const { text } = useLocale();
  return (
    <OfKnown label={text(label)} sum={sum}>
      <small>– {text('strip.notKnown')}</small>
    </OfKnown>
  );
}

interface FilterLinkProps {
  readonly filter: string;
  readonly links: FilterLinks;
  readonly children: ReactNode;
}

/** A link that filters, or plain text where the host page has no filter. */
export function FilterLink({ filter, links: { hrefOf, onFilter }, children }: FilterLinkProps) {
  if (!hrefOf) return <span className="rbee-stat-part">{children}</span>;
  return (
    <a
      className="rbee-stat-part"
      href={hrefOf(filter)}
      onClick={followWith(onFilter && (() => onFilter(filter)))}
    >
      {children}
    </a>
  );
}
