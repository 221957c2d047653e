import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, Http2ServerResponse } from 'node:http2';
import { LAST_CHUNK, type Sink } from '../stream/index.ts';

/** A watcher's connection, which tells when it takes bytes again and when it fails. */
export interface WatcherConnection extends Sink {
  onDrain(listener: () => void): void;
  onError(listener: (error: NodeJS.ErrnoException) => void): void;
}

/** Sends the headers and returns the connection of a watcher; its listeners are gone when it closes. */
export const watcherConnection = (request: IncomingMessage, response: ServerResponse): WatcherConnection =>
  response instanceof Http2ServerResponse ? http2Connection(response) : http1Connection(request, response);

/**
 * Writes to the socket directly: all watchers share one buffer that already has HTTP/1.1 chunk framing, and `response.write` would copy it for
 * each watcher. HTTP/1.0 has no chunks; there the body ends with the connection.
 */
function http1Connection(request: IncomingMessage, response: ServerResponse): WatcherConnection {
  const { socket } = request;
  const chunked = request.httpVersion === '1.1';
  response.flushHeaders();
  const on = (event: string, listener: (error: NodeJS.ErrnoException) => void): void => {
    socket.on(event, listener);
    // The socket may live on: it belonged to other requests before.
    response.once('close', () => socket.off(event, listener));
  };
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
    onDrain: (listener) => on('drain', listener),
    onError: (listener) => on('error', listener),
  };
}

/** HTTP/2 has its own frames. `unsent` has what the client's window does not allow to be sent (RFC 9113 section 5.2). */
function http2Connection(response: Http2ServerResponse): WatcherConnection {
  const { stream } = response;
  response.writeHead(response.statusCode);
  return {
    get unsent() {
      return stream.writableLength;
    },
    write: ({ plain }) => stream.write(plain),
    end: () => {
      stream.end();
    },
    destroy: () => stream.close(constants.NGHTTP2_CANCEL),
    onDrain: (listener) => stream.on('drain', listener),
    onError: (listener) => stream.on('error', listener),
  };
}
