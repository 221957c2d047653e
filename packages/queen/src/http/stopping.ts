import { ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { type Refusal, RefusalError } from '../problem.ts';

/** What is answered while the queen stops. */
const STOPPING: Refusal = {
  code: 'stopping',
  detail: 'This queen is stopping; send the request again after Retry-After.',
};

/**
 * Refuses every request that begins after the queen began to stop, but whether the process runs; and lets go
 * of each connection with its answer, so that closing does not wait for it.
 */
export function refuseWhenStopping(app: FastifyInstance, isStopping: () => boolean): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (isStopping() && request.routeOptions.url !== ROUTES.health) done(new RefusalError(STOPPING));
    else done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping()) reply.header('connection', 'close');
    done(null, payload);
  });
}
