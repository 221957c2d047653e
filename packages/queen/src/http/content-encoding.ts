import type { FastifyReply } from 'fastify';
import Negotiator from 'negotiator';

/** The types of the package lack the options. */
interface Preferring {
  encodings(available: string[], options: { preferred: string[] }): string[];
}

/**
 * Which of these content codings an `Accept-Encoding` header accepts, the best one first (RFC 9110 section 12.5.3). Codings
 * that it accepts equally keep their order. `x-gzip` is an alias of gzip (section 8.4.1.3).
 */
export function acceptedEncodings(header: string | undefined, available: readonly string[]): string[] {
  const accepted = header?.replace(/\bx-gzip\b/gi, 'gzip');
  const negotiator: Preferring = new Negotiator({ headers: { 'accept-encoding': accepted } });
  return negotiator.encodings([...available], { preferred: [...available] });
}

/** True if an `Accept-Encoding` header accepts gzip. */
export const acceptsGzip = (header: string | undefined): boolean =>
  acceptedEncodings(header, ['gzip']).length > 0;

/** The `Content-Encoding` of an answer that is compressed or plain, and `Vary`, as it depends on the request. */
export const encodingHeaders = (reply: FastifyReply, gzip: boolean): Record<string, string> => ({
  vary: [reply.getHeader('vary') ?? [], 'Accept-Encoding'].flat().join(', '),
  ...(gzip && { 'content-encoding': 'gzip' }),
});
