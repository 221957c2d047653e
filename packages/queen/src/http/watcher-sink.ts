import type { IncomingMessage, ServerResponse } from 'node:http';
import { LAST_CHUNK, type Sink } from '../stream/index.ts';

/**
 * A watcher's connection. Once the headers are out, bytes go to the socket as they are: every watcher is given the same
 * memory, framed for HTTP/1.1 already, which `response.write` would frame anew for each. HTTP/1.0 has no chunks; there the
 * end of the connection is the end of the body.
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
