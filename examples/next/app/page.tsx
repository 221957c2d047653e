import { Fleet } from './fleet';

/** Rendered for each request, so that the server's environment can name the queen. */
export const dynamic = 'force-dynamic';

export default function Page() {
  return (
    <main>
      <h1>Fleet</h1>
      <Fleet queenUrl={process.env['QUEEN_URL'] ?? 'http://localhost:7833'} />
    </main>
  );
}
