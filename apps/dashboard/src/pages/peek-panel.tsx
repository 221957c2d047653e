import {
  type FleetPicture,
  HiveDetails,
  useCopy,
  useLaterLocale,
  WorkerDetails,
} from '@rbee/queen-rbee-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Place } from '../address.ts';
import { IconButton, Link, useAddress } from '../frame/index.ts';
import { placeOfWorker } from './places.ts';
import { type Peek, type Peeked, usePeek } from './use-peek.tsx';
import { useWorkerLinks } from './use-worker-links.ts';

/** Below this width the panel is a sheet over the page. */
const SHEET = '(width < 640px)';

/** What is peeked at, in full, beside the page; on a phone over it. `j` and `k` move it on, Escape and Space close it. */
export function PeekPanel({ picture }: { readonly picture: FleetPicture }) {
  const peek = usePeek();
  return peek.peeked === null ? null : <Panel peek={peek} peeked={peek.peeked} picture={picture} />;
}

interface PanelProps {
  readonly peek: Peek;
  readonly peeked: Peeked;
  readonly picture: FleetPicture;
}

function Panel({ peek, peeked, picture }: PanelProps) {
  const { text } = useLaterLocale();
  const { go } = useAddress();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (matchMedia(SHEET).matches) dialog.current?.showModal();
    else dialog.current?.show();
  }, []);
  const subject = subjectOf(peeked, picture);
  const heading = useRef<HTMLHeadingElement>(null);
  // Screen readers hear what is shown when it changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id tells that it is another one.
  useEffect(() => heading.current?.focus(), [peeked.id]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const isOnControl = (event.target as Element).closest('a, button, summary') !== null;
    if (event.key === 'Escape') peek.close();
    else if (event.key === 'j' || event.key === 'k') peek.move(event.key === 'j' ? 1 : -1);
    else if (event.key === ' ' && !isOnControl) peek.close();
    else if (event.key === 'Enter' && !isOnControl && subject) go(subject.place);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <dialog
      ref={dialog}
      className="peek"
      aria-labelledby="peek-title"
      onKeyDown={onKeyDown}
      onCancel={peek.close}
      onClick={({ target, currentTarget }) =>
        target === currentTarget && currentTarget.matches(':modal') && peek.close()
      }
    >
      <div className="peek-inside">
        <div className="peek-head">
          <h2 id="peek-title" ref={heading} tabIndex={-1} className="peek-title">
            {subject?.title ?? peeked.id}
          </h2>
          <IconButton label={text('peek.previous')} onClick={() => peek.move(-1)}>
            <path d="m4 10 4-4 4 4" />
          </IconButton>
          <IconButton label={text('peek.next')} onClick={() => peek.move(1)}>
            <path d="m4 6 4 4 4-4" />
          </IconButton>
          <IconButton label={text('page.close')} onClick={peek.close}>
            <path d="m4 4 8 8M12 4l-8 8" />
          </IconButton>
        </div>
        {subject ? (
          <>
            <p className="peek-ways">
              <Link to={subject.place} className="peek-open">
                {text('peek.open')}
              </Link>
              <CopyJson content={subject.json} />
            </p>
            {subject.details}
          </>
        ) : (
          <p role="status">{text('peek.gone')}</p>
        )}
      </div>
    </dialog>
  );
}

interface Subject {
  readonly title: string;
  readonly place: Place;
  readonly json: () => string;
  readonly details: ReactNode;
}

/** What the panel shows; undefined if it is not in the fleet any more. */
function subjectOf({ kind, id }: Peeked, { hives, workers }: FleetPicture): Subject | undefined {
  if (kind === 'worker') {
    const worker = workers.find((it) => it.id === id);
    return (
      worker && {
        ...{ title: worker.stats.model ?? worker.id, place: placeOfWorker(worker) },
        json: () => JSON.stringify(worker.stats, null, 2),
        details: <WorkerDetails worker={worker} />,
      }
    );
  }
  const hive = hives.find((it) => it.hive.hive_id === id);
  return (
    hive && {
      ...{ title: id, place: { page: 'hive', hive_id: id } },
      json: () => JSON.stringify(hive.hive, null, 2),
      details: <DetailsOfHive hive={hive} />,
    }
  );
}

function DetailsOfHive({ hive }: { readonly hive: FleetPicture['hives'][number] }) {
  const { hrefOf, onOpen } = useWorkerLinks();
  return <HiveDetails {...{ hive, hrefOf, onOpen }} />;
}

function CopyJson({ content }: { readonly content: () => string }) {
  const { text } = useLaterLocale();
  const { state, copy } = useCopy();
  return (
    <>
      <button type="button" className="views-choice" onClick={() => copy(content())}>
        {text(state === 'copied' ? 'worker.copied' : 'worker.copyJson')}
      </button>
      {state === 'refused' && <textarea className="peek-json" readOnly value={content()} rows={8} />}
    </>
  );
}
