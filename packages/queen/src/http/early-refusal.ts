import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type Refusal, RefusalError } from '../problem/index.ts';

const refusals = new WeakMap<IncomingMessage, Refusal>();

/**
 * Refuses a request that is refused before it has a route. It takes the way of every other all the same, so
 * that the same guards stand before its answer and the same headers are on it.
 */
export function refuseEarly(
  app: FastifyInstance,
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
): void {
  refusals.set(request, refusal);
  app.routing(request, response);
}

/** Answers what `refuseEarly` was told of; declared after the guards. */
export function answerEarlyRefusals(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const refusal = refusals.get(request.raw);
    done(refusal && new RefusalError(refusal));
  });
}
