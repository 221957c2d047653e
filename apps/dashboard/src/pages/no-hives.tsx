import { useLaterLocale } from '@rbee/queen-rbee-react';
import { withCode } from '../with-code.tsx';

/** Shown while no hive reports: what a hive is, and how to start one. */
export function NoHives({ queenUrl }: { readonly queenUrl: string }) {
  const { text } = useLaterLocale();
  return (
    <section className="notice" aria-labelledby="no-hives">
      <h2 id="no-hives">{text('nohives.title')}</h2>
      <p>{withCode(text('nohives.what'))}</p>
      <pre>
        <code>npx rbee hive --queen-url {queenUrl}</code>
      </pre>
      <p>{withCode(text('nohives.where'))}</p>
    </section>
  );
}
