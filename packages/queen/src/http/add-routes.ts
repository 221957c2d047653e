import { ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { guardRoutes } from '../access/index.ts';
import { installGuards } from '../guard/index.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { accessRoutes } from './access/index.ts';
import { answerEarlyErrors } from './early-errors.ts';
import { errorHandler } from './error-handler.ts';
import { addHeartbeatFastPath } from './heartbeat-fast-path.ts';
import { heartbeatRoute } from './heartbeat-route.ts';
import { historyRoutes } from './history-routes.ts';
import { infoRoutes } from './info-routes.ts';
import { linkRoute } from './link-route.ts';
import { listRoutes } from './list-routes.ts';
import { metricsRoute } from './metrics-route.ts';
import { answerNotFound } from './not-found.ts';
import { addApiDocs, addDashboard, signInFor } from './pages.ts';
import type { QueenParts } from './queen-parts.ts';
import { streamRoute } from './stream-route.ts';

/** Adds all hooks and routes to the server. The order matters: hooks run in the order in which they are added. */
export async function addRoutes(app: FastifyInstance, parts: QueenParts): Promise<void> {
  app.setErrorHandler(errorHandler(parts));
  guardRoutes(app, parts.gate, signInFor);
  await installGuards(app, parts.settings);
  refuseWhenStopping(app, parts.isStopping);
  answerEarlyErrors(app);
  answerNotFound(app, parts.settings.pageDir);
  await addApiDocs(app, parts.settings.version);
  for (const routes of [
    heartbeatRoute,
    linkRoute,
    streamRoute,
    listRoutes,
    historyRoutes,
    metricsRoute,
    infoRoutes,
    accessRoutes,
  ]) {
    await app.register(async (scope) => routes(scope, parts));
  }
  await addDashboard(app, parts.settings.pageDir);
  addHeartbeatFastPath(app, parts);
}

const STOPPING: Refusal = {
  code: 'stopping',
  detail: 'The queen is stopping; send the request again after Retry-After.',
};

/**
 * While the queen stops, refuses all requests but `/health`. Every response then closes its connection, so that
 * closing the server does not wait for idle connections.
 */
function refuseWhenStopping(app: FastifyInstance, isStopping: () => boolean): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (isStopping() && request.routeOptions.url !== ROUTES.health) done(new RefusalError(STOPPING));
    else done();
  });
  app.addHook('onSend', ({ raw }, reply, payload, done) => {
    if (raw.httpVersionMajor > 1) for (const name of CONNECTION_HEADERS) reply.removeHeader(name);
    else if (isStopping()) reply.header('connection', 'close');
    done(null, payload);
  });
}

/** What is said of a connection in HTTP/1.1; HTTP/2 forbids it (RFC 9113 section 8.2.2), and says in a GOAWAY that it ends. */
const CONNECTION_HEADERS = ['connection', 'upgrade'] as const;
