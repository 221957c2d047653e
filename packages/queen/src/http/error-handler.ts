import { LIMITS, ROUTES } from '@rbee/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { QueenMetrics } from '../metrics/index.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { refuse } from './answers.ts';
import { answeredWith } from './client-error.ts';

/** The one place where what was thrown becomes an answer ([H5]). */
export function errorHandler(metrics: QueenMetrics) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    // A request that broke off was answered on its connection, if at all.
    const refusal = answeredWith(request.raw.socket) ?? refusalOf(error);
    if (refusal.code === 'internal_error') request.log.error({ err: error }, 'a request failed');
    if (request.method === 'POST' && request.routeOptions.url === ROUTES.heartbeat) {
      metrics.heartbeatRefused(refusal.code, 'post');
      request.log.debug({ refusal, address: request.ip }, 'refused a heartbeat');
    }
    return refuse(reply, refusal);
  };
}

/** What the framework throws, in the contract's codes. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusalError) return error.refusal;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return UNSUPPORTED_MEDIA_TYPE;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return BODY_TOO_LARGE;
  // What looks for files refuses paths that lead out of its folder.
  if (statusCode === 403)
    return { code: 'not_found', detail: 'There is nothing at this address; see /docs.' };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return {
      code: 'bad_request',
      detail: `The request cannot be understood: ${message?.replace(/\.$/, '')}.`,
    };
  }
  return { code: 'internal_error', detail: 'Something in the queen failed; its log says more.' };
}

/** A body that is no JSON by its `Content-Type`, or has none. */
export const UNSUPPORTED_MEDIA_TYPE: Refusal = {
  code: 'unsupported_media_type',
  detail: 'Send the body as Content-Type: application/json.',
};

const BODY_TOO_LARGE: Refusal = {
  code: 'body_too_large',
  detail: `The body must be at most ${LIMITS.maxHeartbeatBytes} bytes.`,
};
