import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_CONTENT_TYPE } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import type { ConnectionError, QueenMetrics } from '../metrics/index.ts';
import { problemOf, type Refusal } from '../problem.ts';
import type { OwedResponses } from './owed-responses.ts';

const earlyErrors = new WeakMap<IncomingMessage, unknown>();

/**
 * Answers a request that failed before Fastify routed it. The request still passes through Fastify, so that the
 * guards check it and add their headers; `answerEarlyErrors` then ends it with the error.
 */
export function failEarly(
  app: FastifyInstance,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  earlyErrors.set(request, error);
  app.routing(request, response);
}

/** Adds the hook that answers the errors of `failEarly`. Call it after the guards are installed. */
export function answerEarlyErrors(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) =>
    done(earlyErrors.get(request.raw) as Error | undefined),
  );
}

const socketRefusals = new WeakMap<Socket, Refusal>();

/** The refusal that `clientErrorHandler` writes to a connection that failed, if any. */
export const socketRefusal = (socket: Socket): Refusal | undefined => socketRefusals.get(socket);

/**
 * Handles data that is not an HTTP request, and requests that time out: answers after the requests before it, closes the
 * connection and counts it.
 * A connection that carries a stream is only closed, because a response cannot be written into the stream; the stream
 * counts its own disconnects.
 */
export function clientErrorHandler(
  metrics: QueenMetrics,
  isStream: (socket: Socket) => boolean,
  owed: OwedResponses,
) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (socketRefusals.has(socket) && socket.writable) return; // the rest of what was not a request
    const streams = isStream(socket);
    if (!socket.writable || error.code === 'ECONNRESET' || streams) {
      if (!streams) metrics.connectionError('unanswered');
      socket.destroy();
      return;
    }
    const refusal = clientRefusal(error);
    metrics.connectionError(refusal.code);
    socketRefusals.set(socket, refusal);
    owed.afterThese(socket, () => socket.end(rawResponse(refusal)));
  };
}

/**
 * Refuses a request of HTTP/2 whose body did not arrive in time. Whoever reads the body is told that it ended, and the error handler
 * answers; the other requests of the connection go on.
 */
export const slowRequestHandler =
  (metrics: QueenMetrics) =>
  (request: IncomingMessage): void => {
    metrics.connectionError(REQUEST_TIMEOUT.code);
    socketRefusals.set(request.socket, REQUEST_TIMEOUT);
    request.destroy();
  };

const REQUEST_TIMEOUT = {
  code: 'request_timeout',
  detail: 'The request did not arrive completely in time; send it again.',
} as const;

const clientRefusal = ({ code }: NodeJS.ErrnoException): Refusal & { code: ConnectionError } =>
  code === 'ERR_HTTP_REQUEST_TIMEOUT'
    ? REQUEST_TIMEOUT
    : { code: 'bad_request', detail: `The data is not a valid HTTP request (${code}).` };

function rawResponse(refusal: Refusal): string {
  const problem = problemOf(refusal);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
