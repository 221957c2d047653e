import { FleetTiles, SummaryStrip, useLocale, useNow } from '@rbee/queen-rbee-react';
import { type FleetHive, gravityByHive, totalsOfFound } from '@rbee/queen-rbee-sdk';
import { type ReactNode, useMemo, useState } from 'react';
import type { View } from '../address.ts';
import { useAddress } from '../frame/index.ts';
import type { ContentProps } from './content.tsx';
import { CombView, NoHives, WorkersTable } from './later-parts.ts';
import { Machines } from './machines.tsx';
import { Problems } from './problems.tsx';
import { LARGE_FLEET } from './use-has-arrived.ts';
import { usePeek } from './use-peek.tsx';

/** From this number of hives on they are tiles. */
const MANY_HIVES = 5;

/** The fleet in figures, and below them the machines themselves while they are few, else tiles that lead to them. */
export function FleetPage({ picture, found, filter, problems, queenUrl }: ContentProps) {
  const { text } = useLocale();
  const { view, hrefOf, go, change } = useAddress();
  const { peeked, onHive } = usePeek();
  const peekedHive = peeked?.kind === 'hive' ? peeked.id : undefined;
  const isFiltered = filter.terms.length > 0;
  const hives = useMemo(() => {
    if (!isFiltered) return picture.hives;
    const ids = new Set(found.map(({ hive }) => hive.hive_id));
    return picture.hives.filter(({ hive }) => ids.has(hive.hive_id));
  }, [picture.hives, found, isFiltered]);
  const totals = useMemo(
    () => (isFiltered ? totalsOfFound(hives, found) : picture.totals),
    [isFiltered, hives, found, picture.totals],
  );
  const links = useMemo(
    () => ({
      hrefOf: (hive_id: string) => hrefOf({ page: 'hive', hive_id }),
      onOpen: (hive_id: string) => go({ page: 'hive', hive_id }),
      onPeek: onHive,
      peeked: peekedHive,
    }),
    [hrefOf, go, onHive, peekedHive],
  );
  const severityOf = useMemo(() => {
    const gravity = gravityByHive(problems);
    return ({ hive }: FleetHive) => gravity.get(hive.hive_id) ?? 0;
  }, [problems]);
  if (picture.hives.length === 0) return <Empty queenUrl={queenUrl} />;
  const shown = shownView(view.view, picture.hives.length);
  const choice = <ViewChoice shown={shown} />;
  const views: Readonly<Record<ShownView, () => ReactNode>> = {
    machine: () => <Machines hives={hives} found={isFiltered ? found : null} tools={choice} />,
    tiles: () => <FleetTiles hives={hives} tools={choice} severityOf={severityOf} {...links} />,
    comb: () => <CombView hives={hives} workers={picture.workers} found={found} choice={choice} />,
    table: () => (
      <>
        {choice}
        <WorkersTable workers={found} />
      </>
    ),
  };
  return (
    <>
      <SummaryStrip
        totals={totals}
        hrefOf={(q) => hrefOf({ page: 'fleet' }, { q })}
        onFilter={(q) => change({ q })}
      />
      <Problems problems={problems} compact />
      {hives.length === 0 ? <p className="waiting">{text('page.none.found')}</p> : views[shown]()}
    </>
  );
}

const VIEWS = ['machine', 'tiles', 'comb', 'table'] as const satisfies readonly View['view'][];
type ShownView = (typeof VIEWS)[number];

/** The view of a fleet of so many hives. */
export function shownView(wanted: View['view'], hives: number): ShownView {
  const known = VIEWS.find((view) => view === wanted);
  if (known) return known;
  if (hives < MANY_HIVES) return 'machine';
  return hives < LARGE_FLEET ? 'tiles' : 'comb';
}

function ViewChoice({ shown }: { readonly shown: ShownView }) {
  const { text } = useLocale();
  const { change } = useAddress();
  return (
    <fieldset className="views">
      <legend className="rbee-hidden">{text('page.view')}</legend>
      {VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          className="views-choice"
          aria-pressed={view === shown}
          onClick={() => change({ view })}
        >
          {text(`page.view.${view}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** A queen that has just started has no hives until their next heartbeats, so the notice comes later. */
const EMPTY_DELAY_MS = 3_000;

function Empty({ queenUrl }: { readonly queenUrl: string }) {
  const { text } = useLocale();
  const now = useNow();
  const [since] = useState(() => performance.now());
  if (now === null || now - since < EMPTY_DELAY_MS) return <p className="waiting">{text('page.waiting')}</p>;
  return <NoHives queenUrl={queenUrl} />;
}
