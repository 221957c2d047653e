import type { FleetTotals, Sum } from '@rbee/queen-rbee-sdk';
import { memo, type ReactNode } from 'react';
import { followWith } from '../follow-with.ts';
import { type Locale, type TextKey, useLocale } from '../locale/index.ts';
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
  /** From `useFleetPicture` or `totalsOf`. */
  readonly totals: FleetTotals;
}

/** The fleet in seven figures, each with its last minute. A figure that only some know says of how many it is. */
export const SummaryStrip = memo(function SummaryStrip({ totals, ...links }: SummaryStripProps) {
  const { text, formats } = useLocale();
  const { hives, workers, vram_used, vram_total, vram_unclaimed, gpu_use, tokens, waiting, watts } = totals;
  const others = workers.unknown + workers.starting + workers.sleeping + workers.stuck;
  const use = gpu_use.known > 0 ? gpu_use.value / gpu_use.known : undefined;
  return (
    <dl className="rbee-scope rbee-strip">
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
        <Value sum={vram_used} format={(mib) => formats.memory(mib)} />
        {vram_total.known > 0 && (
          <small>{text('strip.ofTotal', { total: formats.memory(vram_total.value) })}</small>
        )}
      </Figure>
      <Figure label="strip.gpu" trend={use} top={100} at={totals} note={partOf(gpu_use, text)}>
        {use === undefined ? <Dash /> : <b>{formats.percent(use)}</b>}
        {totals.gpus_at_90 > 0 && (
          <FilterLink filter="gpu>=90" links={links}>
            <small>{text('strip.high', { n: totals.gpus_at_90 })}</small>
          </FilterLink>
        )}
      </Figure>
      <Figure label="strip.tokens" trend={known(tokens)} at={totals} note={partOf(tokens, text)}>
        <Value sum={tokens} format={formats.number} />
      </Figure>
      <Figure label="strip.waiting" trend={known(waiting)} at={totals} note={partOf(waiting, text)}>
        <FilterLink filter="waiting>0" links={links}>
          <Value sum={waiting} format={formats.count} />
        </FilterLink>
      </Figure>
      <Figure label="strip.power" trend={known(watts)} at={totals} note={partOf(watts, text)}>
        <Value sum={watts} format={formats.power} />
      </Figure>
    </dl>
  );
});

const known = (sum: Sum): number | undefined => (sum.known > 0 ? sum.value : undefined);

/** "of 12 known" where some are not; nothing where all or none are. */
const partOf = (sum: Sum, text: Locale['text']): string =>
  sum.known > 0 && sum.known < sum.of ? text('of.known', { known: sum.known }) : '';

interface FigureProps {
  readonly label: TextKey;
  readonly trend: number | undefined;
  readonly top?: number;
  readonly at: object;
  readonly note?: string;
  readonly children: ReactNode;
}

function Figure({ label, trend, top, at, note, children }: FigureProps) {
  const { text } = useLocale();
  return (
    <div className="rbee-stat">
      <dt className="rbee-stat-label">
        {text(label)}
        <span className="rbee-stat-note">{note}</span>
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

function Value({ sum, format }: { readonly sum: Sum; readonly format: (value: number) => string }) {
  return sum.known > 0 ? <b>{format(sum.value)}</b> : <Dash />;
}

function Dash() {
  const { text } = useLocale();
  return <small>– {text('strip.notKnown')}</small>;
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
