import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { RefusalError } from '../problem.ts';
import { type Gate, principalOf } from './gate.ts';
import { ownPageRefusal } from './own-page.ts';
import { needOf } from './route-needs.ts';

/**
 * Asks, for every route that is added after this call, who a request is from: after all other checks of its headers, and before its body
 * is read. A route that the table of needs does not have cannot be added.
 */
export function guardRoutes(app: FastifyInstance, gate: Gate): void {
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      const need = needOf(method, route.url);
      if (!gate.asks || need === 'open') continue;
      route.onRequest = [route.onRequest ?? [], asker(gate, need)].flat();
    }
  });
}

/** What depends on who asks is kept by nobody on the way (RFC 9111 section 5.2.2). */
const PRIVATE = { 'cache-control': 'private, no-store' };

const asker =
  (gate: Gate, need: ReturnType<typeof needOf>): onRequestHookHandler =>
  (request, reply, done) => {
    const vary = [reply.getHeader('vary') ?? [], 'Authorization', 'Cookie'].flat().join(', ');
    reply.headers({ ...PRIVATE, vary });
    const unmet = gate.refusalFor(request.raw, need);
    const refusal = ownPageRefusal(request.raw, principalOf(request)) ?? unmet;
    done(refusal ? new RefusalError(refusal) : undefined);
  };
