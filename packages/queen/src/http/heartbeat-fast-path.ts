import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { LIMITS, ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { requestGuard } from '../guard/index.ts';
import { overloadedPost } from '../overload.ts';
import type { Refusal } from '../problem.ts';
import type { Sender } from '../sender.ts';
import { failEarly } from './early-errors.ts';
import { type Answer, answerTo, NO_SNIFFING } from './error-handler.ts';
import { hiveHeaders, ingestPosted } from './heartbeat-route.ts';
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
 * exceptions are the refusals of an overloaded queen and of a hive without a valid token, which must cost less than ingesting the
 * heartbeat; they do not wait for its body.
 */
export function addHeartbeatFastPath(app: FastifyInstance, parts: QueenParts): void {
  const { server } = app;
  const { settings, metrics, load, gate } = parts;
  const [fastifyListener] = server.listeners('request') as [RequestListener];
  const isPlain = plainHeartbeats(parts);
  const send = createSender(parts.isStopping);
  const refuse = (response: ServerResponse, refusal: Refusal): void => {
    metrics.heartbeatRefused(refusal.code, 'post');
    const answer = answerTo(refusal);
    send(response, { ...answer, headers: { ...GUARD_HEADERS, ...answer.headers } });
  };
  server.removeListener('request', fastifyListener);
  server.on('request', (request, response) => {
    if (!isPlain(request)) {
      fastifyListener(request, response);
      return;
    }
    if (load.isHigh) {
      refuse(response, overloadedPost(settings.random()));
      return;
    }
    const admitted = gate.admit(request, 'heartbeat');
    if (admitted.ok) {
      ingestBody(app, parts, send, { request, response, sender: gate.senderOf(request, admitted.principal) });
    } else {
      gate.note(request, admitted.refused.reason, 'heartbeat');
      refuse(response, admitted.refused.refusal);
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
  { request, response, sender }: { request: IncomingMessage; response: ServerResponse; sender: Sender },
): void {
  const fail = (error: unknown): void => failEarly(app, request, response, error);
  const { fleet } = parts;
  readBody(request, sender.owner, parts, (failure, bytes) => {
    if (!bytes) {
      fail(failure);
      return;
    }
    try {
      const body = JSON.stringify(ingestPosted(parts, bytes, sender));
      const headers = { ...ACCEPTED_HEADERS, ...hiveHeaders(fleet, sender) };
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
