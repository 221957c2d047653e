import type { IncomingMessage, ServerResponse } from 'node:http';
import { LAST_CHUNK, type Sink } from '../stream/index.ts';

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
      if (chunked) socket.write(LAST_CHUNK);
      // A client that keeps its half open would hold the connection for ever.
      socket.destroySoon();
    },
    destroy: () => {
      socket.destroy();
    },
  };
}
