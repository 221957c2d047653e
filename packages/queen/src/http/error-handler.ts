import { ERROR_CODES, LIMITS, PROBLEM_CONTENT_TYPE, ROUTES } from '@rbee/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, type Refusal, RefusalError, refusalHeaders } from '../problem.ts';
import { socketRefusal } from './early-errors.ts';
import type { QueenParts } from './queen-parts.ts';

/** Keeps browsers from guessing another content type. */
export const NO_SNIFFING = { 'x-content-type-options': 'nosniff' };

/** A response as written to the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The response of a refusal ([H5]). */
export const answerTo = (refusal: Refusal): Answer => ({
  status: ERROR_CODES[refusal.code].status,
  headers: { ...refusalHeaders(refusal), ...NO_SNIFFING, 'content-type': PROBLEM_CONTENT_TYPE },
  body: JSON.stringify(problemOf(refusal)),
});

/** The only place where errors become responses ([H5]). */
export function errorHandler({ metrics, faults, gate }: Pick<QueenParts, 'metrics' | 'faults' | 'gate'>) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    // If the connection failed within this request, the client receives the refusal that is written to its socket.
    const { complete, socket } = request.raw;
    const refusal = (complete ? undefined : socketRefusal(socket)) ?? refusalOf(error);
    const isHeartbeat = request.method === 'POST' && request.routeOptions.url === ROUTES.heartbeat;
    if (refusal.code === 'internal_error') faults.note(isHeartbeat ? 'heartbeat' : 'request', error);
    gate.noteAttempt(request.raw, refusal);
    if (isHeartbeat) {
      metrics.heartbeatRefused(refusal.code, 'post');
      request.log.debug({ refusal, address: request.ip }, 'heartbeat refused');
    }
    const { status, headers, body } = answerTo(refusal);
    // A buffer, because Fastify adds a charset to strings, and JSON has none.
    return reply.code(status).headers(headers).send(Buffer.from(body));
  };
}

/** The refusal of an error of ours, of Fastify or of its plugins. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusalError) return error.refusal;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return UNSUPPORTED_MEDIA_TYPE;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge();
  // The static file server answers 403 for paths outside its folder.
  if (statusCode === 403) {
    return { code: 'not_found', detail: 'This address does not exist; see /docs.' };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { code: 'bad_request', detail: `The request is invalid: ${message?.replace(/\.$/, '')}.` };
  }
  return { code: 'internal_error', detail: "The queen failed; the queen's log has the error." };
}

/** For a body whose `Content-Type` is missing or not JSON. */
export const UNSUPPORTED_MEDIA_TYPE: Refusal = {
  code: 'unsupported_media_type',
  detail: 'The Content-Type of the body is not supported; send application/json.',
};

/** For a body of more than `maxBytes`. */
export const bodyTooLarge = (maxBytes: number = LIMITS.maxHeartbeatBytes): Refusal => ({
  code: 'body_too_large',
  detail: `The body is too large; send at most ${maxBytes} bytes.`,
});
