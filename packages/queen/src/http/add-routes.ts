import type { FastifyInstance } from 'fastify';
import { installGuards } from '../guard/index.ts';
import { collectAllowedMethods } from './allowed-methods.ts';
import { addDocs } from './docs.ts';
import { answerEarlyFailures } from './early-refusal.ts';
import { errorHandler } from './error-handler.ts';
import { openHeartbeatDoor } from './heartbeat-door.ts';
import { heartbeatRoute } from './heartbeat-route.ts';
import { linkRoute } from './link-route.ts';
import { listRoutes } from './list-routes.ts';
import { answerNotFound } from './not-found.ts';
import { addPage } from './page.ts';
import type { QueenParts } from './queen-parts.ts';
import { selfRoutes } from './self-routes.ts';
import { refuseWhenStopping } from './stopping.ts';
import { streamRoute } from './stream-route.ts';

/** Declares everything that the queen answers to. */
export async function addRoutes(app: FastifyInstance, parts: QueenParts): Promise<void> {
  app.setErrorHandler(errorHandler(parts.metrics));
  const allowedMethods = collectAllowedMethods(app);
  await installGuards(app, parts.settings);
  refuseWhenStopping(app, parts.isStopping);
  answerEarlyFailures(app);
  answerNotFound(app, allowedMethods);
  await addDocs(app, parts.settings.version);
  for (const routes of [heartbeatRoute, linkRoute, streamRoute, listRoutes, selfRoutes]) {
    await app.register(async (scope) => routes(scope, parts));
  }
  await addPage(app, parts.settings.pageDir);
  openHeartbeatDoor(app, parts);
}
