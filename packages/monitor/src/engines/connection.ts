import type * as Http from 'node:http';
import { createRequire } from 'node:module';
import { connect, Socket } from 'node:net';
import { type Endpoint, isUnix, type TcpEndpoint, type UnixEndpoint } from '../engine-reader.ts';
import type { Body } from './answer-bodies.ts';
import type { EngineClock } from './clock.ts';
import { type Answer, type Failure, failed } from './engine-reading.ts';

/** An `import` of node:http also loads what it only re-exports: a second HTTP client and TLS, which take many MiB. */
const { Agent, request } = createRequire(import.meta.url)('node:http') as typeof Http;

/** Time for one answer, from the connection to the last byte of the body ([E1]). */
const TIMEOUT_MS = 2_000;

/** One GET request. */
export interface Question<T> {
  readonly path: string;
  /** Sent as a bearer token. */
  readonly key: string | null;
  readonly body: () => Body<T>;
}

/** Asks one server. */
export interface Connection {
  /** Sends one GET request. Never rejects, follows no redirect, and takes at most 2 s. */
  get<T>(question: Question<T>): Promise<Answer<T>>;
  close(): void;
}

/** Opens connections to an endpoint. */
export type OpenConnection = (endpoint: Endpoint, clock: EngineClock) => Connection;

/** Connects by HTTP/1.1 and keeps one connection open. */
export const openHttp: OpenConnection = (endpoint, clock) => new HttpConnection(endpoint, clock);

class HttpConnection implements Connection {
  readonly #endpoint: Endpoint;
  readonly #clock: EngineClock;
  #agent: OwnAgent;

  constructor(endpoint: Endpoint, clock: EngineClock) {
    this.#endpoint = endpoint;
    this.#clock = clock;
    this.#agent = new OwnAgent(endpoint);
  }

  async get<T>(question: Question<T>): Promise<Answer<T>> {
    const first = await this.#ask(question);
    // The server may close a kept connection at the moment at which it is used again.
    return first === 'stale' ? notStale(await this.#ask(question)) : first;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Drops the connection. An agent would make the next request wait until the system has closed it. */
  #startOver(): void {
    this.#agent.destroy();
    this.#agent = new OwnAgent(this.#endpoint);
  }

  #ask<T>({ path, key, body }: Question<T>): Promise<Answer<T> | 'stale'> {
    const { promise, resolve } = Promise.withResolvers<Answer<T> | 'stale'>();
    const headers = {
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'rbee-hive',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    };
    const asked = request({ agent: this.#agent, ...authorityOf(this.#endpoint), path, headers });
    const cancel = this.#clock.after(TIMEOUT_MS, () => settle(failed('timeout')));
    let isSettled = false;
    const settle = (answer: Answer<T> | 'stale') => {
      // A request that is dropped fails afterwards, when the next one may be under way.
      if (isSettled) return;
      isSettled = true;
      cancel();
      resolve(answer);
      if (answer === 'stale' || answer.ok) return;
      asked.destroy();
      this.#startOver();
    };
    asked.on('response', (response) => receive(response, body(), settle));
    asked.on('error', (error) =>
      settle(asked.reusedSocket && isReset(error) ? 'stale' : failed(failureOf(error))),
    );
    asked.end();
    return promise;
  }
}

/** The host and port that a request names. */
const authorityOf = (endpoint: Endpoint): { readonly host: string; readonly port?: number } =>
  isUnix(endpoint) ? { host: 'localhost' } : { host: endpoint.address, port: endpoint.port };

const notStale = <T>(answer: Answer<T> | 'stale'): Answer<T> =>
  answer === 'stale' ? failed('refused') : answer;

/** Reads the body of an answer in pieces, up to its limit. */
function receive<T>(
  response: Http.IncomingMessage,
  body: Body<T>,
  settle: (answer: Answer<T>) => void,
): void {
  const failure = failureOfStatus(response);
  if (failure !== null) {
    settle(failed(failure));
    return;
  }
  const decoder = new TextDecoder();
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > body.maxBytes) settle(failed('unexpected'));
    else body.write(decoder.decode(chunk, { stream: true }));
  });
  response.on('end', () => {
    const value = response.complete ? body.end() : undefined;
    settle(value === undefined ? failed('unexpected') : { ok: true, value });
  });
  response.on('error', () => settle(failed('unexpected')));
}

/** Why the body of an answer is not read; null if it is. A compressed one was not asked for, and has no known size. */
function failureOfStatus({ statusCode, headers }: Http.IncomingMessage): Failure | null {
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (statusCode === 200) return encoding === 'identity' ? null : 'unexpected';
  if (statusCode === 401 || statusCode === 403) return 'protected';
  if (statusCode === 404 || statusCode === 405 || statusCode === 501) return 'absent';
  return statusCode === 503 ? 'loading' : 'unexpected';
}

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined);
const isReset = (error: Error): boolean => codeOf(error) === 'ECONNRESET' || codeOf(error) === 'EPIPE';

function failureOf(error: Error): Failure {
  if (error instanceof NotOwnError) return 'not_own';
  const code = codeOf(error);
  // An error of the parser: what was received is not HTTP.
  if (typeof code === 'string' && code.startsWith('HPE_')) return 'unexpected';
  return 'refused';
}

/** The connection does not end at the engine itself. */
class NotOwnError extends Error {}

/** Keeps one connection, and gives it only to requests after it is known to end at the engine itself. */
class OwnAgent extends Agent {
  readonly #endpoint: Endpoint;
  #connecting: Socket | null = null;

  constructor(endpoint: Endpoint) {
    super({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 });
    this.#endpoint = endpoint;
  }

  override createConnection(
    _args: Http.ClientRequestArgs,
    callback?: (error: Error | null, socket: Socket) => void,
  ): undefined {
    const { socket, isOwn, release } = isUnix(this.#endpoint)
      ? toUnixSocket(this.#endpoint)
      : toPort(this.#endpoint);
    this.#connecting = socket;
    const done = (error: Error | null) => {
      this.#connecting = null;
      socket.off('error', done);
      callback?.(error, socket);
    };
    socket.once('close', release);
    socket.once('error', done);
    socket.once('connect', () => {
      release();
      if (isOwn()) return done(null);
      socket.destroy();
      return done(new NotOwnError('another process listens there'));
    });
  }

  /** Also drops a connection that is not made yet. */
  override destroy(): void {
    this.#connecting?.destroy();
    this.#connecting = null;
    super.destroy();
  }
}

/** A connection that is being made. */
interface Connecting {
  readonly socket: Socket;
  /** True if it ends at the engine itself; asked once it is made. */
  readonly isOwn: () => boolean;
  /** Frees what is only needed to make it; can be called again. */
  readonly release: () => void;
}

function toPort({ address: host, port, isOwn }: TcpEndpoint): Connecting {
  const socket = connect({ host, port });
  return {
    socket,
    isOwn: () => isOwn({ address: socket.localAddress ?? '', port: socket.localPort ?? 0 }),
    release: () => {},
  };
}

function toUnixSocket({ hold, isOwn }: UnixEndpoint): Connecting {
  let held = hold();
  const socket = held ? connect({ path: held.path }) : new Socket().destroy(new NotOwnError('it is gone'));
  const release = () => {
    held?.close();
    held = null;
  };
  return { socket, isOwn, release };
}
