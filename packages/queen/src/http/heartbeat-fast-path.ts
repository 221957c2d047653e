import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { LIMITS, RETRY_MS_HEADER, ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { requestGuard } from '../guard/index.ts';
import { overloadedPost } from '../overload.ts';
import { failEarly } from './early-errors.ts';
import { type Answer, answerTo, NO_SNIFFING } from './error-handler.ts';
import { ingestPosted } from './heartbeat-route.ts';
import type { QueenParts } from './queen-parts.ts';
import { readBody } from './read-body.ts';

/** The header that the guards add to every response. */
const GUARD_HEADERS = { vary: 'Origin' };
const ACCEPTED_HEADERS = {
  ...GUARD_HEADERS,
  ...NO_SNIFFING,
  'content-type': 'application/json; charset=utf-8',
};

/**
 * Handles POSTed heartbeats without Fastify if they have the form that hives send, because Fastify costs more for each
 * request than ingesting the heartbeat. All other requests and all refusals go to Fastify, so that they are decided in one place. The
 * exception is the refusal of an overloaded queen, which must cost less than ingesting the heartbeat.
 */
export function addHeartbeatFastPath(app: FastifyInstance, parts: QueenParts): void {
  const { server } = app;
  const { settings, metrics, load } = parts;
  const [fastifyListener] = server.listeners('request') as [RequestListener];
  const isPlain = plainHeartbeats(parts);
  const send = createSender(parts.isStopping);
  server.removeListener('request', fastifyListener);
  server.on('request', (request, response) => {
    if (!isPlain(request)) {
      fastifyListener(request, response);
    } else if (load.isHigh) {
      metrics.heartbeatRefused('overloaded', 'post');
      const answer = answerTo(overloadedPost(settings.random()));
      send(response, { ...answer, headers: { ...GUARD_HEADERS, ...answer.headers } });
    } else {
      ingestBody(app, parts, send, request, response);
    }
  });
}

type Send = (response: ServerResponse, answer: Answer) => void;

/**
 * Sends after all data that has already arrived was read: a client with many requests on one connection is then woken
 * once for all responses.
 */
const createSender =
  (isStopping: () => boolean): Send =>
  (response, { status, headers, body }) => {
    setImmediate(() => {
      const length = { 'content-length': Buffer.byteLength(body) };
      const close = isStopping() && { connection: 'close' };
      response.writeHead(status, { ...headers, ...length, ...close }).end(body);
    });
  };

function ingestBody(
  app: FastifyInstance,
  parts: QueenParts,
  send: Send,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const fail = (error: unknown): void => failEarly(app, request, response, error);
  const { fleet, addressOf } = parts;
  const address = addressOf(request);
  readBody(request, address, parts, (failure, bytes) => {
    if (!bytes) {
      fail(failure);
      return;
    }
    try {
      const body = JSON.stringify(ingestPosted(fleet, bytes, address));
      const headers = { ...ACCEPTED_HEADERS, [RETRY_MS_HEADER]: String(fleet.retryMs) };
      send(response, { status: 200, headers, body });
    } catch (error) {
      fail(error);
    }
  });
}

/**
 * Returns a predicate for heartbeats of known length, uncompressed and not from a page; false while the queen stops.
 */
function plainHeartbeats({ settings, isStopping }: QueenParts) {
  const refusalOf = requestGuard(settings);
  // Nearly all hives use the same name for the queen.
  let allowedHost: string | undefined;
  const hasAllowedHost = (request: IncomingMessage): boolean => {
    const { host } = request.headers;
    if (host !== undefined && host === allowedHost) return true;
    if (refusalOf(request) !== null) return false;
    allowedHost = host;
    return true;
  };
  return (request: IncomingMessage): boolean => {
    if (request.url !== ROUTES.heartbeat || request.method !== 'POST') return false;
    const { headers } = request;
    return (
      headers['content-type'] === 'application/json' &&
      Number(headers['content-length']) <= LIMITS.maxHeartbeatBytes &&
      headers['content-encoding'] === undefined &&
      headers['transfer-encoding'] === undefined &&
      headers.origin === undefined &&
      headers.upgrade === undefined &&
      !isStopping() &&
      hasAllowedHost(request)
    );
  };
}
