import { type FleetPicture, useLocale } from '@rbee/queen-rbee-react';
import type { ReactNode } from 'react';
import { OpenNotice, useAccess } from './access/index.ts';
import { HistoryNotice } from './pages/index.ts';
import { useDismissed } from './use-dismissed.ts';
import type { Older } from './use-older-page.ts';
import { withCode } from './with-code.tsx';

interface NoticesProps {
  readonly picture: FleetPicture;
  readonly queenUrl: string;
  readonly older: Older;
}

/** One notice at a time, the gravest first. Those that need nothing done can be dismissed, and stay away for the same cause. */
export function Notices({ picture, queenUrl, older }: NoticesProps) {
  const { text } = useLocale();
  const dismissed = useDismissed();
  const { connection, queen } = picture;
  const { state } = useAccess();
  if (connection.error !== null) {
    return <NoQueen queenUrl={queenUrl} error={connection.error} showsLastState={queen !== null} />;
  }
  if (older !== 'no') return <OlderPage older={older} />;
  if (state?.reachable && !state.control) return <OpenNotice />;
  const samples = connection.state === 'live' && !dismissed.has('samples') && hasSamples(picture) && (
    <Dismissible onDismiss={() => dismissed.add('samples')}>{text('notice.samples')}</Dismissible>
  );
  return <HistoryNotice isDismissed={dismissed.has} onDismiss={dismissed.add} otherwise={samples || null} />;
}

const hasSamples = ({ hives }: FleetPicture): boolean =>
  hives.some(
    ({ report, workers }) => report !== 'silent' && workers.some(({ stats }) => stats.origin === 'sample'),
  );

function OlderPage({ older }: { readonly older: Exclude<Older, 'no'> }) {
  const { text } = useLocale();
  return (
    <div className="notice notice--slim">
      <p role="status">{text(older === 'reloads' ? 'notice.older' : 'notice.olderStill')}</p>
      <button type="button" className="views-choice" onClick={() => location.reload()}>
        {text('notice.reload')}
      </button>
    </div>
  );
}

function Dismissible({
  onDismiss,
  children,
}: {
  readonly onDismiss: () => void;
  readonly children: ReactNode;
}) {
  const { text } = useLocale();
  return (
    <div className="notice notice--slim">
      <p>{children}</p>
      <button type="button" className="icon-button" aria-label={text('notice.dismiss')} onClick={onDismiss}>
        ×
      </button>
    </div>
  );
}

interface NoQueenProps {
  readonly queenUrl: string;
  /** Why there is no connection, one sentence. */
  readonly error: string;
  /** True if the last known fleet is shown below. */
  readonly showsLastState: boolean;
}

/** Says why there is no connection to the queen and how to start it. */
function NoQueen({ queenUrl, error, showsLastState }: NoQueenProps) {
  const { text } = useLocale();
  return (
    <section className="notice notice--alert" role="alert" aria-labelledby="no-queen">
      <h2 id="no-queen">{text('notice.queen', { url: queenUrl })}</h2>
      <p>{error}</p>
      <p>
        {withCode(text('notice.queen.help'))} {showsLastState && text('notice.queen.last')}
      </p>
    </section>
  );
}
