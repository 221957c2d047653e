import { type FleetPicture, useLocale } from '@rbee/queen-rbee-react';
import { type ReactNode, useState } from 'react';
import { withCode } from './with-code.tsx';

interface NoticesProps {
  readonly picture: FleetPicture;
  readonly queenUrl: string;
}

/** One notice at a time, the gravest first. A reader can dismiss those that need nothing done, until the page is loaded again. */
export function Notices({ picture, queenUrl }: NoticesProps) {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const { text } = useLocale();
  const { connection, queen, hives } = picture;
  if (connection.error !== null) {
    return <NoQueen queenUrl={queenUrl} error={connection.error} showsLastState={queen !== null} />;
  }
  const showsSamples = hives.some(
    ({ report, workers }) => report !== 'silent' && workers.some(({ stats }) => stats.origin === 'sample'),
  );
  if (connection.state === 'live' && showsSamples && !dismissed.has('samples')) {
    return (
      <Dismissible onDismiss={() => setDismissed(new Set([...dismissed, 'samples']))}>
        {text('notice.samples')}
      </Dismissible>
    );
  }
  return null;
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
