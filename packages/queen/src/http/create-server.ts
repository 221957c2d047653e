import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LIMITS } from '@rbee/contract';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { Settings } from '../config.ts';
import { containedLog } from '../contained-log.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import { RefusalError } from '../problem.ts';
import { clientErrorHandler, failEarly } from './early-errors.ts';
import { refusalOf } from './error-handler.ts';
import { limitConnections } from './limit-connections.ts';
import type { OwedResponses } from './owed-responses.ts';

/** Idle time after which the kernel sends TCP keepalive probes, milliseconds. */
const TCP_KEEP_ALIVE_MS = 30_000;

/**
 * Creates the server without routes. `isStream` is true for connections that carry a stream, `mayUpgrade` for
 * requests that become a WebSocket; requests for any other upgrade are handled as plain requests.
 */
export function createServer(
  settings: Settings,
  metrics: QueenMetrics,
  isStream: (socket: Socket) => boolean,
  owed: OwedResponses,
  mayUpgrade: (request: IncomingMessage) => boolean,
): FastifyInstance {
  const { logger, requestTimeoutMs } = settings;
  const app: FastifyInstance = Fastify({
    ...(logger && { loggerInstance: containedLog(logger, metrics.logLineLost) }),
    logController: new QueenLog({ disableRequestLogging: true }),
    // Requests are not logged, so they need no child logger.
    childLoggerFactory: (parent) => parent,
    bodyLimit: LIMITS.maxHeartbeatBytes,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    // Longer than the longest interval between two POSTs of a hive.
    keepAliveTimeout: LIMITS.maxIntervalMs * 1.2,
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
      keepAlive: true,
      // `requestGuard` checks it, and its refusal has a body.
      requireHostHeader: false,
      // Otherwise Node drops the second Host header, which a proxy in front may have obeyed.
      joinDuplicateHeaders: true,
      shouldUpgradeCallback: mayUpgrade,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    },
    // A hive's id is at most 128 characters, each of them percent-encoded.
    routerOptions: { maxParamLength: 400 },
    clientErrorHandler: clientErrorHandler(metrics, isStream, owed),
    frameworkErrors: (error, request, reply) => {
      // Fastify could not parse the URL; a valid one is needed to run the guards.
      request.raw.url = '/';
      failEarly(app, request.raw, reply.raw, new RefusalError(refusalOf(error)));
    },
  });
  // Without a listener, Node answers 417 with an empty body.
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const detail = `Expect: ${request.headers.expect} is not supported; send the request without it.`;
    failEarly(app, request, response, new RefusalError({ code: 'expectation_failed', detail }));
  });
  limitConnections(app, settings, metrics);
  app.setSerializerCompiler(() => JSON.stringify);
  // The handlers check input with the contract's checks; the schemas of the routes are for /openapi.json only.
  app.setValidatorCompiler(() => () => true);
  app.removeAllContentTypeParsers();
  return app;
}

/** Clients may leave before they have read an answer; that is not logged, as any of them could fill the log with it. */
class QueenLog extends LogController {
  override streamError(error: NodeJS.ErrnoException, request: FastifyRequest): void {
    if (error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    request.log.error({ err: error }, 'request failed');
  }
}
