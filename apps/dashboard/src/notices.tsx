import { type FleetPicture, useLocale } from '@rbee/queen-rbee-react';
import { type ReactNode, useState } from 'react';

interface NoticesProps {
  readonly picture: FleetPicture;
  readonly queenUrl: string;
}

/** One notice at a time, the gravest first. A reader can dismiss those that need nothing done, until the page is loaded again. */
export function Notices({ picture, queenUrl }: NoticesProps) {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
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
        <strong>Sample workers are shown:</strong> real processes that come with rbee and stop with it. Start
        an inference server, and it shows here by itself.
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
  return (
    <section className="notice notice--alert" role="alert" aria-label="No connection">
      <h2>No connection to the queen at {queenUrl}</h2>
      <p>{error}</p>
      <p>
        See whether it still runs: <code>npm start</code> or <code>npx rbee queen</code> starts it. This page
        connects again by itself{showsLastState ? '; until then it shows what was last known.' : '.'}
      </p>
    </section>
  );
}

/** Shown while no hive reports: what a hive is, and how to start one. */
export function NoHives({ queenUrl }: { readonly queenUrl: string }) {
  return (
    <section className="notice" aria-label="No hive yet">
      <h2>No hive reports yet</h2>
      <p>
        A hive is the small agent that watches the inference servers of one machine. Start one on each machine
        that you want to see here, in a clone of the project after <code>npm install</code>:
      </p>
      <pre>
        <code>npx rbee hive --queen-url {queenUrl}</code>
      </pre>
      <p>
        <code>npm start</code> starts the queen and a hive for its own machine together. On another machine
        put the name or address of the queen's machine into the address above; the queen takes calls from
        other machines only when it was started with <code>--host 0.0.0.0 --insecure-no-access-control</code>,
        and then everybody on that network can read the fleet and send heartbeats.
      </p>
    </section>
  );
}
