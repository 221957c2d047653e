import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The responses that connections still wait for. A client may send requests before it has the answers to the ones before
 * (pipelining); whatever is written past Node's own queue of responses has to wait for them.
 */
export class OwedResponses {
  readonly #owed = new WeakMap<Socket, Set<ServerResponse>>();

  /**
   * Follows the requests of a server. Call it last: it is then told of each request first. A request on a connection that
   * carries a stream could never be answered, so the connection is closed.
   */
  follow(server: Server, isStream: (socket: Socket) => boolean): void {
    const add = ({ socket }: IncomingMessage, response: ServerResponse): void => {
      this.#add(socket, response);
      if (isStream(socket)) socket.destroy();
    };
    server.prependListener('request', add);
    server.prependListener('checkExpectation', add);
  }

  /** True if a connection waits for a response. */
  has(socket: Socket): boolean {
    return (this.#owed.get(socket)?.size ?? 0) > 0;
  }

  /** True if a request arrived after that of the response. */
  hasAfter(socket: Socket, response: ServerResponse): boolean {
    const owed = this.#owed.get(socket);
    return owed?.has(response) === true && [...owed].at(-1) !== response;
  }

  /** Calls `then` when the responses to all requests that have arrived completely are written; at once if there are none. */
  afterThese(socket: Socket, then: () => void): void {
    const [next] = [...(this.#owed.get(socket) ?? [])].filter(({ req }) => req.complete);
    if (next) next.once('close', () => this.afterThese(socket, then));
    else then();
  }

  #add(socket: Socket, response: ServerResponse): void {
    const owed = this.#owed.get(socket) ?? new Set();
    this.#owed.set(socket, owed.add(response));
    response.once('close', () => owed.delete(response));
  }
}
