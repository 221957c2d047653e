import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { LAST_CHUNK, type Sink } from '../stream/index.ts';

/**
 * True if an `Accept-Encoding` header accepts gzip (RFC 9110 section 12.5.3); `x-gzip` is an alias (section 8.4.1.3).
 */
export function acceptsGzip(header: string | undefined): boolean {
  const accepted = header?.replace(/\bx-gzip\b/gi, 'gzip');
  return new Negotiator({ headers: { 'accept-encoding': accepted } }).encodings(['gzip']).length > 0;
}

/**
 * Returns the sink of a watcher's connection. Sends the headers, then writes to the socket directly: all watchers
 * share one buffer that already has HTTP/1.1 chunk framing, and `response.write` would copy it for each watcher.
 * HTTP/1.0 has no chunks; there the body ends with the connection.
 */
export function watcherSink(request: IncomingMessage, response: ServerResponse): Sink {
  const { socket } = request;
  const chunked = request.httpVersion === '1.1';
  response.flushHeaders();
  return {
    get unsent() {
      return socket.writableLength;
    },
    write: ({ framed, plain }) => socket.write(chunked ? framed : plain),
    end: () => {
      if (chunked) socket.end(LAST_CHUNK);
      else socket.end();
    },
    destroy: () => {
      socket.destroy();
    },
  };
}
