import { ACCESS_LIMITS, ROUTES } from '@rbee/contract';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { RefusalError } from '../../problem.ts';
import { bodyTooLarge } from '../error-handler.ts';
import { refuseCompressed } from '../heartbeat-route.ts';
import { portOf } from '../info-routes.ts';
import type { QueenParts } from '../queen-parts.ts';
import { reachedAt } from '../reached-at.ts';
import { readBody } from '../read-body.ts';
import { ACCESS_OFF, type AccessContext } from './access-route.ts';
import { addAuditRoute } from './audit-route.ts';
import { HIVE_ROUTES } from './hive-routes.ts';
import { addOidcRoutes } from './oidc-routes.ts';
import { PASSKEY_ROUTES } from './passkey-routes.ts';
import { SESSION_ROUTES } from './session-routes.ts';
import { addStateRoute } from './state-route.ts';
import { TOKEN_ROUTES } from './token-routes.ts';
import { USER_ROUTES } from './user-routes.ts';

/** All routes about access (section A). Without access control only the one that tells so is answered. */
export async function accessRoutes(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { settings } = parts;
  const reached = reachedAt(settings);
  const context: AccessContext = {
    parts,
    reached: ({ raw }) => reached(raw, portOf(app, settings)),
  };
  app.addHook('onRequest', noStore);
  if (!settings.access) app.addHook('onRequest', refuseAll);
  app.addHook('preParsing', refuseCompressed);
  parseSmallJson(app, parts);
  addStateRoute(app, context);
  for (const add of [...SESSION_ROUTES, ...PASSKEY_ROUTES, ...USER_ROUTES, ...TOKEN_ROUTES, ...HIVE_ROUTES])
    add(app, context);
  addOidcRoutes(app, context);
  addAuditRoute(app, context);
}

/** Every answer depends on who asks, and some have a secret. */
const noStore: onRequestHookHandler = (_request, reply, done) => {
  reply.header('cache-control', 'no-store');
  done();
};

const refuseAll: onRequestHookHandler = ({ routeOptions }, _reply, done) => {
  done(routeOptions.url === ROUTES.access ? undefined : new RefusalError(ACCESS_OFF));
};

/** Reads bodies of these routes to the end, but only small ones of JSON; other types are refused with 415. */
function parseSmallJson(app: FastifyInstance, parts: QueenParts): void {
  const { maxBodyBytes } = ACCESS_LIMITS;
  app.addContentTypeParser('application/json', ({ raw }, payload, done) => {
    if (Number(raw.headers['content-length']) > maxBodyBytes)
      done(new RefusalError(bodyTooLarge(maxBodyBytes)));
    else readBody(payload, parts.gate.ownerOf(raw), parts, done, maxBodyBytes);
  });
}
