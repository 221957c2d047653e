import { type FleetPicture, useLocale } from '@rbee/queen-rbee-react';
import type { FleetFilter, FleetProblem, FleetWorker } from '@rbee/queen-rbee-sdk';
import { useEffect } from 'react';
import { AccessPage } from '../access/index.ts';
import { Link, useAddress } from '../frame/index.ts';
import { FleetPage, shownView } from './fleet-page.tsx';
import { HivePage, loadComb, ModelsPage, OneModelPage, WorkerPage } from './later-parts.ts';
import { Problems } from './problems.tsx';
import { useHasArrived } from './use-has-arrived.ts';

/** What the content of a page is made of. */
export interface ContentProps {
  readonly picture: FleetPicture;
  /** The workers that the filter leaves. */
  readonly found: readonly FleetWorker[];
  readonly filter: FleetFilter;
  /** The gravest first. */
  readonly problems: readonly FleetProblem[];
  readonly queenUrl: string;
}

/** What the place of the address shows. */
export function Content(props: ContentProps) {
  const { picture, found, problems } = props;
  const { place, view } = useAddress();
  const { text } = useLocale();
  const isFleet = place?.page === 'fleet';
  const hasArrived = useHasArrived(picture, isFleet);
  const isComb = isFleet && shownView(view.view, picture.queen?.hive_ids.length ?? 0) === 'comb';
  useEffect(() => {
    if (isComb) loadComb();
  }, [isComb]);
  if (place === null) return <Missing words={text('page.notFound')} />;
  const isAccess = place.page === 'access' || place.page === 'accessPart';
  if (!hasArrived && !isAccess) {
    return picture.connection.error === null ? <p className="waiting">{text('page.waiting')}</p> : null;
  }
  switch (place.page) {
    case 'fleet':
      return <FleetPage {...props} />;
    case 'hive': {
      const hive = picture.hives.find((it) => it.hive.hive_id === place.hive_id);
      if (!hive) return <Missing words={text('page.hive.unknown', { name: place.hive_id })} />;
      return <HivePage hive={hive} />;
    }
    case 'worker': {
      const worker = picture.workers.find(
        ({ hive, stats }) =>
          hive.hive_id === place.hive_id && stats.group === place.group && stats.instance === place.instance,
      );
      const name = `${place.hive_id}/${place.group}/${place.instance}`;
      if (!worker) return <Missing words={text('page.worker.unknown', { name })} />;
      return <WorkerPage worker={worker} />;
    }
    case 'models':
      return <ModelsPage workers={found} />;
    case 'model':
      return <OneModelPage name={place.name} workers={picture.workers} />;
    case 'problems':
      return <Problems problems={problems} />;
    case 'access':
    case 'accessPart':
      return <AccessPage />;
    // Shown without the bar, by the gate.
    case 'signIn':
    case 'setup':
      return null;
    default:
      return place satisfies never;
  }
}

function Missing({ words }: { readonly words: string }) {
  const { text } = useLocale();
  return (
    <section className="notice">
      <h2>{words}</h2>
      <p>
        <Link to={{ page: 'fleet' }}>{text('page.toFleet')}</Link>
        {' · '}
        <Link to={{ page: 'models' }}>{text('page.models')}</Link>
        {' · '}
        <Link to={{ page: 'problems' }}>{text('page.problems')}</Link>
      </p>
    </section>
  );
}
