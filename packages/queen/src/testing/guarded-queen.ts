import type { QueenConfig } from '../config.ts';
import { FakeAccess } from './fake-access.ts';
import { aListeningQueen, type ListeningQueen, metricIn } from './start-queen.ts';

/** A queen under test that listens and asks everybody who they are. */
export interface GuardedQueen extends ListeningQueen {
  readonly access: FakeAccess;
}

/** Builds a queen with access control for one test. Its `metric` has a token for `/metrics`. */
export async function aGuardedQueen(config: Partial<QueenConfig> = {}): Promise<GuardedQueen> {
  const access = new FakeAccess();
  const queen = await aListeningQueen({ ...config, access: access.access });
  const scraper = bearer(access.program('metrics'));
  return {
    ...queen,
    access,
    metric: async (name) => {
      const { body } = await queen.app.inject({ url: '/metrics', headers: scraper });
      return metricIn(body, name);
    },
  };
}

/** The header that shows a token. */
export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });
