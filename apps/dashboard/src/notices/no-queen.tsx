/** Props of the notice. */
interface NoQueenProps {
  readonly queenUrl: string;
  /** Why there is no connection, one sentence. */
  readonly error: string;
  /** Whether the last known fleet is shown below. */
  readonly keepsLast: boolean;
}

/** There is no connection to the queen: why, what still holds, and what to do. */
export function NoQueen({ queenUrl, error, keepsLast }: NoQueenProps) {
  return (
    <section className="notice notice--alert" role="alert" aria-label="No connection">
      <h2>No connection to the queen at {queenUrl}</h2>
      <p>{error}</p>
      <p>
        See whether it still runs: <code>npm start</code> or <code>npx rbee queen</code> starts it. This page
        connects again by itself{keepsLast ? '; until then it shows what was last known.' : '.'}
      </p>
    </section>
  );
}
