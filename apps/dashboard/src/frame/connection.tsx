import { type FleetPicture, type Locale, useAge, useLocale, useNow } from '@rbee/queen-rbee-react';
import { useMemo, useRef } from 'react';

type Standing = 'waiting' | 'live' | 'partly' | 'lost';

/** How the page stands to the fleet: `live` is said only if every hive that is known reports. */
export function standingOf({ connection, queen, totals }: FleetPicture): Standing {
  if (connection.state === 'connecting' || (queen === null && connection.state === 'live')) return 'waiting';
  if (connection.state !== 'live') return 'lost';
  const { late, silent } = totals.hives;
  return late + silent > 0 ? 'partly' : 'live';
}

/** The connection in words, with the age of the newest sample. */
export function ConnectionWords({ picture }: { readonly picture: FleetPicture }) {
  const { text } = useLocale();
  const standing = standingOf(picture);
  return (
    <p className={`connection connection--${standing}`} title={picture.connection.error ?? undefined}>
      <span className="connection-mark" aria-hidden="true" />
      <span role="status">
        {standing === 'partly' ? partlyWords(picture, text) : text(`page.connection.${standing}`)}
      </span>
      {standing === 'lost' ? <GoneSince /> : <NewestSample picture={picture} />}
    </p>
  );
}

function partlyWords({ totals: { hives } }: FleetPicture, text: Locale['text']): string {
  if (hives.reporting === 0) return text('page.connection.nobody');
  return hives.silent > 0
    ? text('page.connection.silent', { n: hives.silent })
    : text('page.connection.late', { n: hives.late });
}

/** The age of the newest sample of all hives. Hidden from screen readers, which would read it every second. */
export function NewestSample({ picture }: { readonly picture: FleetPicture }) {
  const newest = useMemo(() => {
    let latest = '';
    for (const { hive } of picture.hives) if (hive.last_update > latest) latest = hive.last_update;
    return latest;
  }, [picture.hives]);
  const { formats } = useLocale();
  const seconds = useAge(newest, undefined);
  if (seconds === null) return null;
  return (
    <span className="connection-age" aria-hidden="true">
      {formats.duration(seconds)}
    </span>
  );
}

/** For how long there has been no connection, and since when by the clock of this machine. */
function GoneSince() {
  const { text, formats } = useLocale();
  const now = useNow();
  const since = useRef({ at: Date.now(), from: performance.now() });
  if (now === null) return null;
  const { at, from } = since.current;
  return (
    <span className="connection-age" aria-hidden="true">
      {text('page.connection.since', { time: formats.clock(at) })} (
      {formats.duration(Math.max(0, now - from) / 1_000)})
    </span>
  );
}
