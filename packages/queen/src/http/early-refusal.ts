import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type Refusal, RefusalError } from '../problem.ts';

const failures = new WeakMap<IncomingMessage, unknown>();

/**
 * Refuses a request that is refused before it has a route. It takes the way of every other all the same, so
 * that the same guards stand before its answer and the same headers are on it.
 */
export const refuseEarly = (
  app: FastifyInstance,
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
): void => failEarly(app, request, response, new RefusalError(refusal));

/** The same for one that failed, in whatever way. */
export function failEarly(
  app: FastifyInstance,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  failures.set(request, error);
  app.routing(request, response);
}

/** Answers what failed early; declared after the guards. */
export function answerEarlyFailures(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => done(failures.get(request.raw) as Error | undefined));
}
