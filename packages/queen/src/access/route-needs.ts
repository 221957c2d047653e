import { PAGE_ROUTES, ROUTES } from '@rbee/contract';
import type { Need } from './need.ts';

/** Every route of the queen with what it needs; HEAD is as GET. A route that is not here cannot be registered. */
const TABLE: readonly (readonly [method: string, url: string, need: Need])[] = [
  ['POST', ROUTES.heartbeat, 'heartbeat'],
  ['GET', ROUTES.link, 'heartbeat'],
  ['POST', ROUTES.rotate, 'heartbeat'],
  ['GET', ROUTES.stream, 'stream'],
  ['GET', ROUTES.metrics, 'metrics'],
  ['GET', ROUTES.hives, 'read'],
  ['GET', ROUTES.hive, 'read'],
  ['DELETE', ROUTES.hive, 'operate'],
  ['GET', ROUTES.workers, 'read'],
  ['GET', ROUTES.history, 'read'],
  ['GET', ROUTES.historySeries, 'read'],
  ['GET', ROUTES.historyTop, 'read'],
  ['GET', ROUTES.historyHolders, 'read'],
  ['GET', ROUTES.historyEvents, 'read'],
  ['GET', ROUTES.info, 'read'],
  ['GET', ROUTES.openapi, 'read'],
  ['GET', ROUTES.docs, 'read'],
  ['GET', `${ROUTES.docs}/`, 'read'],
  ['GET', `${ROUTES.docs}/json`, 'read'],
  ['GET', `${ROUTES.docs}/yaml`, 'read'],
  ['GET', `${ROUTES.docs}/static/index.html`, 'read'],
  ['GET', `${ROUTES.docs}/static/swagger-initializer.js`, 'read'],
  ['GET', `${ROUTES.docs}/static/*`, 'read'],
  ['GET', ROUTES.access, 'known'],
  ['POST', ROUTES.setup, 'known'],
  ['POST', ROUTES.signIn, 'known'],
  ['POST', ROUTES.signOut, 'known'],
  ['POST', ROUTES.password, 'person'],
  ['POST', ROUTES.passkeyOptions, 'open'],
  ['POST', ROUTES.passkeySignIn, 'known'],
  ['GET', ROUTES.passkeys, 'person'],
  ['POST', ROUTES.passkeys, 'person'],
  ['POST', ROUTES.newPasskey, 'person'],
  ['DELETE', ROUTES.passkey, 'person'],
  ['GET', ROUTES.oidc, 'open'],
  ['GET', ROUTES.oidcCallback, 'known'],
  ['POST', ROUTES.join, 'open'],
  ['GET', ROUTES.sessions, 'person_or_admin'],
  ['DELETE', ROUTES.session, 'person_or_admin'],
  ['GET', ROUTES.users, 'admin'],
  ['POST', ROUTES.users, 'admin'],
  ['PATCH', ROUTES.user, 'admin'],
  ['DELETE', ROUTES.user, 'admin'],
  ['POST', ROUTES.userSetup, 'admin'],
  ['GET', ROUTES.tokens, 'admin'],
  ['POST', ROUTES.tokens, 'admin'],
  ['DELETE', ROUTES.token, 'admin'],
  ['GET', ROUTES.invites, 'operate'],
  ['POST', ROUTES.invites, 'operate'],
  ['DELETE', ROUTES.invite, 'operate'],
  ['GET', ROUTES.hiveTokens, 'operate'],
  ['DELETE', ROUTES.hiveToken, 'operate'],
  ['POST', ROUTES.hiveRotation, 'operate'],
  ['GET', ROUTES.audit, 'admin'],
  ['GET', ROUTES.health, 'open'],
  ['GET', ROUTES.ready, 'open'],
  ...Object.values(PAGE_ROUTES).map((url) => ['GET', url, 'open'] as const),
  // The files of the page, and the answer to a preflight request of CORS.
  ['GET', '/*', 'open'],
  ['OPTIONS', '*', 'open'],
];

const keyOf = (method: string, url: string): string => `${method === 'HEAD' ? 'GET' : method} ${url}`;

const NEEDS: ReadonlyMap<string, Need> = new Map(
  TABLE.map(([method, url, need]) => [keyOf(method, url), need]),
);

/** What a route needs, by its method and path. Throws an `Error` if the table does not have it. */
export function needOf(method: string, url: string): Need {
  const need = NEEDS.get(keyOf(method, url));
  if (need === undefined) {
    throw new Error(`${method} ${url} is not in the table of what routes need (access/route-needs.ts)`);
  }
  return need;
}
