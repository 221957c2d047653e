import type { FastifyInstance, FastifyRequest, onRequestHookHandler, preHandlerHookHandler } from 'fastify';
import { RefusalError } from '../problem.ts';
import { type Gate, principalOf } from './gate.ts';
import type { Need } from './need.ts';
import { ownPageRefusal, READING } from './own-page.ts';
import { needOf } from './route-needs.ts';

/**
 * Asks, for every route that is added after this call, who a request is from: after all other checks of its headers, and before its body
 * is read; and if it has one, whether that is still so when it has been read, as a client sends it as slowly as it likes. A route that the table of needs does not have cannot be added. `signInFor` gives the relative address of the page to sign
 * in for a request of a browser that is sent there instead of being refused, else null.
 */
export function guardRoutes(
  app: FastifyInstance,
  gate: Gate,
  signInFor: (request: FastifyRequest) => string | null,
): void {
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      const need = needOf(method, route.url);
      if (!gate.asks || need === 'open') continue;
      route.onRequest = [route.onRequest ?? [], asker(gate, need, signInFor)].flat();
      if (!READING.has(method)) route.preHandler = [lateAsker(gate, need), route.preHandler ?? []].flat();
    }
  });
}

/** What depends on who asks is kept by nobody on the way (RFC 9111 section 5.2.2). */
const PRIVATE = { 'cache-control': 'private, no-store' };

const asker =
  (gate: Gate, need: Need, signInFor: (request: FastifyRequest) => string | null): onRequestHookHandler =>
  (request, reply, done) => {
    const vary = [reply.getHeader('vary') ?? [], 'Authorization', 'Cookie'].flat().join(', ');
    reply.headers({ ...PRIVATE, vary });
    const refused = gate.refusedFor(request.raw, need);
    const foreign = ownPageRefusal(request.raw, principalOf(request));
    if (foreign !== null) {
      done(new RefusalError(foreign));
      return;
    }
    if (refused === null) {
      done();
      return;
    }
    gate.note(request.raw, refused.reason, need);
    const signIn = refused.refusal.code === 'unauthenticated' ? signInFor(request) : null;
    if (signIn === null) done(new RefusalError(refused.refusal));
    else reply.redirect(signIn, 303);
  };

const lateAsker =
  (gate: Gate, need: Need): preHandlerHookHandler =>
  ({ raw }, _reply, done) => {
    const refusal = gate.lateRefusal(raw, need);
    done(refusal ? new RefusalError(refusal) : undefined);
  };
