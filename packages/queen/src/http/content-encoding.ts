import type { FastifyReply } from 'fastify';
import Negotiator from 'negotiator';

/**
 * True if an `Accept-Encoding` header accepts gzip (RFC 9110 section 12.5.3); `x-gzip` is an alias (section 8.4.1.3).
 */
export function acceptsGzip(header: string | undefined): boolean {
  const accepted = header?.replace(/\bx-gzip\b/gi, 'gzip');
  return new Negotiator({ headers: { 'accept-encoding': accepted } }).encodings(['gzip']).length > 0;
}

/** The `Content-Encoding` of an answer that is compressed or plain, and `Vary`, as it depends on the request. */
export const encodingHeaders = (reply: FastifyReply, gzip: boolean): Record<string, string> => ({
  vary: [reply.getHeader('vary') ?? [], 'Accept-Encoding'].flat().join(', '),
  ...(gzip && { 'content-encoding': 'gzip' }),
});
