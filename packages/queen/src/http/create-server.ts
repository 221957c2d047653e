import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LIMITS } from '@rbee/contract';
import Fastify, {
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerFactory,
  LogController,
} from 'fastify';
import type { Settings } from '../config.ts';
import { containedLog } from '../contained-log.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import { MAX_ANSWER_MS } from '../overload.ts';
import { RefusalError } from '../problem.ts';
import { type Enter, Http2Sessions, tlsServer } from '../tls/index.ts';
import { clientErrorHandler, failEarly, slowRequestHandler } from './early-errors.ts';
import { refusalOf } from './error-handler.ts';
import { limitConnections } from './limit-connections.ts';
import type { OwedResponses } from './owed-responses.ts';

/** Idle time after which the kernel sends TCP keepalive probes, milliseconds. */
const TCP_KEEP_ALIVE_MS = 30_000;

/** Time after which an idle connection is closed: longer than the longest interval between two POSTs of a hive, milliseconds. */
const IDLE_MS = LIMITS.maxIntervalMs * 1.2;

/** The server of a queen. */
export interface QueenServer {
  readonly app: FastifyInstance;
  /** The connections with HTTP/2; undefined without TLS, as clients choose it within TLS only. */
  readonly http2: Http2Sessions | undefined;
}

/** What the server needs of the rest of the queen. */
export interface ServerParts {
  readonly metrics: QueenMetrics;
  /** True for connections, and requests of HTTP/2, that carry a stream. */
  readonly isStream: (socket: Socket) => boolean;
  readonly owed: OwedResponses;
  /** True for requests that become a WebSocket; requests for any other upgrade are handled as plain requests. */
  readonly mayUpgrade: (request: IncomingMessage) => boolean;
}

/** Creates the server without routes. */
export function createServer(settings: Settings, parts: ServerParts): QueenServer {
  const { logger, requestTimeoutMs, tls } = settings;
  const { metrics, isStream, owed, mayUpgrade } = parts;
  const http = httpOptions(requestTimeoutMs, mayUpgrade);
  const http2 = tls && http2Sessions(requestTimeoutMs, parts, () => ({ app, enter }));
  const serverFactory: FastifyServerFactory | undefined =
    tls &&
    ((handler) =>
      tlsServer(tls, http, handler, {
        onHttp2: (socket) => http2?.accept(socket),
        onFailed: () => metrics.connectionError('tls_handshake'),
      }));
  const app: FastifyInstance = Fastify({
    ...(logger && { loggerInstance: containedLog(logger, metrics.logLineLost) }),
    logController: new QueenLog({ disableRequestLogging: true }),
    // Requests are not logged, so they need no child logger.
    childLoggerFactory: (parent) => parent,
    bodyLimit: LIMITS.maxHeartbeatBytes,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    keepAliveTimeout: IDLE_MS,
    http,
    ...(serverFactory && { serverFactory }),
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
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    failEarly(app, request, response, unexpected(request)),
  );
  const enter = limitConnections(app, settings, metrics);
  app.setSerializerCompiler(() => JSON.stringify);
  // The handlers check input with the contract's checks; the schemas of the routes are for /openapi.json only.
  app.setValidatorCompiler(() => () => true);
  app.removeAllContentTypeParsers();
  return { app, http2 };
}

const httpOptions = (requestTimeout: number, shouldUpgradeCallback: ServerParts['mayUpgrade']) => ({
  requestTimeout,
  headersTimeout: requestTimeout,
  connectionsCheckingInterval: Math.min(1_000, requestTimeout),
  keepAliveTimeout: IDLE_MS,
  keepAlive: true,
  // `requestGuard` checks it, and its refusal has a body.
  requireHostHeader: false,
  // Otherwise Node drops the second Host header, which a proxy in front may have obeyed.
  joinDuplicateHeaders: true,
  shouldUpgradeCallback,
  keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
});

/** `late` gives what exists only after the server does. */
function http2Sessions(
  requestMs: number,
  { metrics, isStream }: ServerParts,
  late: () => { readonly app: FastifyInstance; readonly enter: Enter },
): Http2Sessions {
  return new Http2Sessions({
    handle: (request, response) => {
      const { app } = late();
      if (request.headers.expect === undefined || /^100-continue$/i.test(request.headers.expect)) {
        app.routing(request, response);
      } else failEarly(app, request, response, unexpected(request));
    },
    enter: (socket) => late().enter(socket),
    isStream,
    onSlowRequest: slowRequestHandler(metrics),
    onError: () => metrics.connectionError('unanswered'),
    idleMs: IDLE_MS,
    requestMs,
    answerMs: MAX_ANSWER_MS,
  });
}

function unexpected({ headers }: IncomingMessage): RefusalError {
  const detail = `Expect: ${headers.expect} is not supported; send the request without it.`;
  return new RefusalError({ code: 'expectation_failed', detail });
}

/** Clients may leave before they have read an answer; that is not logged, as any of them could fill the log with it. */
class QueenLog extends LogController {
  override streamError(error: NodeJS.ErrnoException, request: FastifyRequest): void {
    if (error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    request.log.error({ err: error }, 'request failed');
  }
}
