import { finished, pipeline, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MAX_ANSWER_MS } from '../overload.ts';
import { acceptsGzip, encodingHeaders } from './content-encoding.ts';

/** Low, because the texts are repetitive: a higher one takes far longer and saves little. */
const GZIP_LEVEL = 1;

/**
 * Sends a stream as the body of an answer, no faster than the client reads it, compressed if the client accepts gzip. What it has not
 * taken after a minute is cut off. `done` is called once, when the answer was sent or the client has left.
 */
export function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  body: Readable,
  done: () => void,
): FastifyReply {
  const gzip = acceptsGzip(request.headers['accept-encoding']);
  const timer = setTimeout(() => reply.raw.destroy(), MAX_ANSWER_MS).unref();
  finished(reply.raw, () => {
    clearTimeout(timer);
    done();
  });
  const encoded = gzip ? pipeline(body, createGzip({ level: GZIP_LEVEL }), () => {}) : body;
  return reply.headers(encodingHeaders(reply, gzip)).send(encoded);
}
