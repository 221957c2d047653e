import { type FleetHive, modelsOf, type WorkerState } from '@rbee/queen-rbee-sdk';
import { memo, type ReactNode, useEffect, useMemo } from 'react';
import { useAge } from '../clock.ts';
import { followWith } from '../follow-with.ts';
import { useLocale } from '../locale/index.ts';
import { type PeekList, usePeekList } from '../peek-list.ts';
import { entryProps } from '../reason/index.ts';
import { useRoving } from '../roving.ts';
import { StateShape } from '../state-shape.tsx';
import { GpuBars } from './gpu-bars.tsx';
import { useHeldOrder } from './held-order.ts';

/** How a part opens a hive of the host page. */
export interface HiveLinks {
  /** The address of a hive. */
  readonly hrefOf: (hiveId: string) => string;
  /** Called instead of following the address. */
  readonly onOpen?: ((hiveId: string) => void) | undefined;
  /** Called for Space: a short look at the hive. */
  readonly onPeek?: ((hiveId: string, list: PeekList<string>) => void) | undefined;
  /** Id of the hive that the host shows in a short look: it is marked. */
  readonly peeked?: string | undefined;
}

/** Props of `<FleetTiles>`. */
export interface FleetTilesProps extends HiveLinks {
  readonly hives: readonly FleetHive[];
  /** How grave the problems of a hive are: 0 for none. Default: 1 for late and 2 for silent hives. */
  readonly severityOf?: ((hive: FleetHive) => number) | undefined;
  /** Shown at the end of the line above the tiles. */
  readonly tools?: ReactNode;
}

const severityByReport = ({ report }: FleetHive): number => ({ reporting: 0, late: 1, silent: 2 })[report];

/**
 * Hives as tiles: a bar for each GPU (height: memory in use, colour: use), workers, the most frequent model and tokens a second. Problems
 * come first, then names; the order is kept until the reader asks for it anew.
 */
export function FleetTiles({ hives, severityOf = severityByReport, tools, ...links }: FleetTilesProps) {
  const { text } = useLocale();
  const wanted = useMemo(
    () =>
      [...hives]
        .sort((a, b) => severityOf(b) - severityOf(a) || (a.hive.hive_id < b.hive.hive_id ? -1 : 1))
        .map(({ hive }) => hive.hive_id),
    [hives, severityOf],
  );
  const order = useHeldOrder(wanted);
  const byId = useMemo(() => new Map(hives.map((hive) => [hive.hive.hive_id, hive])), [hives]);
  const { onPeek } = links;
  const roving = useRoving(order.ids, onPeek && ((id) => onPeek(id, list)));
  const list = usePeekList({
    items: order.ids,
    idOf: (id) => id,
    focus: (id) => roving.elementOf(id)?.focus(),
  });
  const { peeked } = links;
  const { elementOf } = roving;
  useEffect(() => {
    if (peeked !== undefined) elementOf(peeked)?.scrollIntoView({ block: 'nearest' });
  }, [peeked, elementOf]);
  return (
    <section className="rbee-scope">
      <div className="rbee-tiles-head">
        <b>{text('count.hives', { n: hives.length })}</b> <span>{text('tiles.order')}</span>
        {order.isOutdated && (
          <button type="button" className="rbee-link-button" onClick={order.renew}>
            {text('tiles.again')}
          </button>
        )}
        {tools}
      </div>
      <ul className="rbee-tiles" {...roving.list}>
        {order.ids.map((id) => {
          const hive = byId.get(id);
          if (!hive) return null;
          return (
            <Tile
              key={id}
              hive={hive}
              isGrave={severityOf(hive) > 0}
              isPeeked={id === peeked}
              isStop={roving.isStop(id)}
              links={links}
            />
          );
        })}
      </ul>
    </section>
  );
}

interface TileProps {
  readonly hive: FleetHive;
  readonly isGrave: boolean;
  readonly isPeeked: boolean;
  readonly isStop: boolean;
  readonly links: HiveLinks;
}

/** Rendered again only with a new sample of its hive, or when the focus comes or goes. */
const Tile = memo(
  function Tile({ hive, isGrave, isPeeked, isStop, links }: TileProps) {
    const { text, formats } = useLocale();
    const { workers, report } = hive;
    const { hive_id, last_update } = hive.hive;
    const busy = workers.filter(({ state }) => state === 'busy').length;
    const rates = workers.flatMap((worker) => worker.figure('tokens') ?? []);
    const marks = `${isGrave ? ' rbee-tile--grave' : ''}${isPeeked ? ' rbee-peeked' : ''}`;
    return (
      <li className={`rbee-tile rbee-tile--${report}${marks}`}>
        <a
          className="rbee-tile-link"
          href={links.hrefOf(hive_id)}
          {...entryProps(hive_id, isStop)}
          onClick={followWith(links.onOpen && (() => links.onOpen?.(hive_id)))}
        >
          <span className="rbee-tile-head">
            <Mark state={report === 'reporting' ? (busy > 0 ? 'busy' : 'idle') : report} />
            <b className="rbee-tile-name">{hive_id}</b>
            <span className="rbee-tile-side">
              {report === 'reporting' ? (
                text('tiles.busy', { busy, all: workers.length })
              ) : (
                <LastHeard report={report} time={last_update} />
              )}
            </span>
          </span>
          <GpuBars hive={hive} />
          <span className="rbee-tile-foot">
            <span className="rbee-tile-model">{topModel(hive) ?? text('tiles.noWorker')}</span>
            {rates.length > 0 && report === 'reporting' && (
              <b className="rbee-tile-side">
                {text('tiles.tokens', { rate: formats.number(rates.reduce((sum, rate) => sum + rate, 0)) })}
              </b>
            )}
          </span>
        </a>
      </li>
    );
  },
  (before, after) =>
    before.hive === after.hive &&
    before.isGrave === after.isGrave &&
    before.isPeeked === after.isPeeked &&
    before.isStop === after.isStop &&
    before.links.hrefOf === after.links.hrefOf,
);

function LastHeard({ report, time }: { readonly report: 'late' | 'silent'; readonly time: string }) {
  const { text, formats } = useLocale();
  const seconds = useAge(time, undefined);
  const word = text(`report.${report}`);
  return seconds === null ? word : `${word}, ${text('ago', { time: formats.duration(seconds) })}`;
}

/** The model that most workers of a hive serve; of several the first by name. */
function topModel({ workers }: FleetHive): string | undefined {
  const counts = new Map<string, number>();
  for (const { stats } of workers) {
    for (const model of modelsOf(stats).slice(0, 1)) counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0];
}

function Mark({ state }: { readonly state: WorkerState }) {
  const { text } = useLocale();
  return (
    <span className={`rbee-mark rbee-mark--${state}`}>
      <StateShape state={state} />
      <span className="rbee-hidden">{text(`state.${state}`)}</span>
    </span>
  );
}
