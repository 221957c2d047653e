import { needOf, SESSION_COOKIES } from '../access/index.ts';

/** How a request shows who sends it, as `/openapi.json` describes it ([A1]). */
export const SECURITY_SCHEMES = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description:
      'Token of a hive (`rbh_`) or a program (`rbt_`). Needed only if the queen has access control.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIES[1],
    description: `Session of a person who signed in; over HTTPS the cookie is \`${SESSION_COOKIES[0]}\`.`,
  },
} as const;

/** Schemes, each with the scopes that it needs; all of one entry are needed. */
type Requirement = Readonly<Record<string, readonly string[]>>;

/** What a route needs of whoever asks, as `/openapi.json` describes it: one of these, nothing if there is none. */
export function securityOf(method: string, url: string): readonly Requirement[] {
  const need = needOf(method, url);
  switch (need) {
    case 'open':
      return [];
    case 'known':
      return [{}, { session: [] }, { token: [] }];
    case 'heartbeat':
      return [{ token: [need] }];
    case 'person':
      return [{ session: [] }];
    case 'person_or_admin':
      return [{ session: [] }, { token: ['admin'] }];
    default:
      return [{ session: [need] }, { token: [need] }];
  }
}
