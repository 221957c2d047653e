import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  constants,
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { likeHttp1 } from './http2-headers.ts';

/** Takes a place for what an address holds; the returned function gives it back. Null if there is none. */
export type Enter = (socket: Socket) => (() => void) | null;

export interface Http2Parts {
  /** Answers a request. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Takes a place for a request: each counts like a connection, as each of them holds as much. */
  readonly enter: Enter;
  /** True for a request whose answer has no end, such as a stream. */
  readonly isStream: (socket: Socket) => boolean;
  /** Refuses a request whose body did not arrive in time. */
  readonly onSlowRequest: (request: IncomingMessage) => void;
  /** Called for a connection that ended in an error of the protocol. */
  readonly onError: () => void;
  /** Time after which a connection without a request is closed, milliseconds. */
  readonly idleMs: number;
  /** Time for a request to arrive completely, milliseconds. */
  readonly requestMs: number;
  /** Time after which an answer of which the client takes nothing is cut off, milliseconds. */
  readonly answerMs: number;
}

/**
 * What one connection may do. The rest is bounded by nghttp2: unanswered SETTINGS and PING, CONTINUATION frames. A client that
 * cancels requests faster than `streamResetRate` is disconnected (CVE-2023-44487).
 */
const BOUNDS = {
  settings: {
    maxConcurrentStreams: 64,
    maxHeaderListSize: 16 * 1024,
    enablePush: false,
  },
  maxSessionMemory: 1, // MB: compressed headers and what nghttp2 holds; answers wait in their streams
  maxSessionInvalidFrames: 20,
  maxSessionRejectedStreams: 20,
  streamResetBurst: 100,
  streamResetRate: 10,
};

/** The connections on which clients speak HTTP/2 (RFC 9113). Their requests pass the same hooks and routes as all others. */
export class Http2Sessions {
  readonly #parts: Http2Parts;
  readonly #server: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(parts: Http2Parts) {
    this.#parts = parts;
    this.#server = createServer(BOUNDS, (request, response) => this.#serve(request, response));
    this.#server.on('session', (session) => this.#follow(session));
    this.#server.on('sessionError', parts.onError);
  }

  /** Serves a connection. */
  accept(socket: TLSSocket): void {
    this.#server.emit('connection', socket);
  }

  /** Accepts no further requests; each connection closes when its requests are answered. */
  stop(): void {
    for (const session of this.#sessions) session.close();
  }

  /** Cuts all connections off. */
  cutAll(): void {
    for (const session of this.#sessions) session.destroy();
  }

  /** Closes a connection that has no request for a while. Frames without one, such as PING, do not keep it open. */
  #follow(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    let open = 0;
    const idle = setTimeout(() => open === 0 && session.close(), this.#parts.idleMs).unref();
    session.on('stream', (stream) => {
      open += 1;
      stream.once('close', () => {
        open -= 1;
        if (open === 0) idle.refresh();
      });
    });
    session.once('close', () => {
      clearTimeout(idle);
      this.#sessions.delete(session);
    });
  }

  #serve(request: Http2ServerRequest, response: Http2ServerResponse): void {
    const { handle, enter } = this.#parts;
    const { stream } = request;
    const leave = enter(request.socket);
    if (!leave) {
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      return;
    }
    stream.once('close', leave);
    this.#bound(request);
    likeHttp1(request);
    handle(asHttp1(request), asHttp1(response));
  }

  /** Bounds the time of a request and of its answer. */
  #bound(request: Http2ServerRequest): void {
    const { requestMs, answerMs, isStream, onSlowRequest } = this.#parts;
    const { stream } = request;
    const { socket } = request;
    stream.setTimeout(answerMs, () => {
      if (stream.headersSent && !isStream(socket)) stream.close(constants.NGHTTP2_CANCEL);
    });
    if (stream.endAfterHeaders) return;
    const slow = setTimeout(() => {
      if (!request.complete) onSlowRequest(asHttp1(request));
    }, requestMs).unref();
    stream.once('close', () => clearTimeout(slow));
    // Whoever has the whole answer need not send the rest of the body (RFC 9113 section 8.1).
    stream.once('finish', () => {
      if (!request.complete) stream.close(constants.NGHTTP2_NO_ERROR);
    });
  }
}

/** Fastify and its plugins take both kinds of requests and answers; their types name those of HTTP/1.1 only. */
function asHttp1(message: Http2ServerRequest): IncomingMessage;
function asHttp1(message: Http2ServerResponse): ServerResponse;
function asHttp1(message: object): object {
  return message;
}
