import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LIMITS } from '@rbee/contract';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Settings } from '../config.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import { clientErrorHandler } from './client-error.ts';
import { refuseEarly } from './early-refusal.ts';
import { refusalOf } from './error-handler.ts';

/** Connections at one time, above what any fleet and its watchers need. */
const MAX_CONNECTIONS = 20_000;

/** After this long without a byte the kernel asks whether the other end is still there, milliseconds. */
const TCP_KEEP_ALIVE_MS = 30_000;

/**
 * The server without routes; `isStream` tells which connections carry a stream, `mayUpgrade` which requests become a
 * WebSocket. Any other goes the way of all requests, whatever it would like to become.
 */
export function createServer(
  settings: Settings,
  metrics: QueenMetrics,
  isStream: (socket: Socket) => boolean,
  mayUpgrade: (request: IncomingMessage) => boolean,
): FastifyInstance {
  const { logger, requestTimeoutMs } = settings;
  const app: FastifyInstance = Fastify({
    ...(logger && { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    // Requests are not logged one by one, so they need no log of their own.
    childLoggerFactory: (parent) => parent,
    bodyLimit: LIMITS.maxHeartbeatBytes,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    // A hive may post once a minute; its connection outlives that.
    keepAliveTimeout: LIMITS.maxIntervalMs * 1.2,
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
      keepAlive: true,
      // The guard asks for it, and refuses in the contract's words.
      requireHostHeader: false,
      shouldUpgradeCallback: mayUpgrade,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    },
    // A hive's id is at most 128 characters, each of them percent-encoded.
    routerOptions: { maxParamLength: 400 },
    clientErrorHandler: clientErrorHandler(metrics, isStream),
    frameworkErrors: (error, request, reply) => {
      // The address cannot be read, so it is asked about with one that can.
      request.raw.url = '/';
      refuseEarly(app, request.raw, reply.raw, refusalOf(error));
    },
  });
  // Left alone, it is answered with an empty 417.
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    refuseEarly(app, request, response, {
      code: 'expectation_failed',
      detail: `Expect: ${request.headers.expect} is not offered; send the request without it.`,
    });
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.setSerializerCompiler(() => JSON.stringify);
  // The contract's own checks stand in the handlers; the routes' schemas describe them in /openapi.json.
  app.setValidatorCompiler(() => () => true);
  app.removeAllContentTypeParsers();
  return app;
}
