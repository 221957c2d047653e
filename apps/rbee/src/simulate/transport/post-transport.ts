import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely, TLSSocket } from 'node:tls';
import type { Heartbeat } from '@rbee/contract';
import { type Clock, pinOf, resultOf, retryMsOf } from '@rbee/hive';
import { hostOf } from '../../settings/index.ts';
import { AnswerReader, type HttpAnswer } from './answer-reader.ts';
import type { SourceAddresses } from './source-addresses.ts';
import type { Answer, Connection, ConnectionEvents, Transport } from './transport.ts';

/** Timeout of a POST, as in a real hive, milliseconds. */
const ANSWER_MS = 5_000;
/** Hives whose connections the queen closes come back over this time, milliseconds. */
const SPREAD_MS = 1_000;

/** Where and how to POST. */
export interface PostTransportOptions {
  /** The address of the route ([H1]). */
  readonly url: URL;
  readonly clock: Clock;
  /** Heartbeats that a connection takes before the first of them is answered; the others wait. 4 unless given. */
  readonly maxWaiting?: number;
  /** The body of a heartbeat; JSON unless given. */
  readonly encode?: (heartbeat: Heartbeat) => string;
  /** The operating system chooses the own ends unless given. */
  readonly sources?: SourceAddresses;
  /** The public key of the queen ([A3]). */
  readonly pin?: string | undefined;
}

/** POSTs, one after the other over one connection for each hive ([H1]). */
export const postTransport = (options: PostTransportOptions): Transport => ({
  open: (events, token) => new PostConnection(options, events, token),
});

interface Waiting {
  readonly body: string;
  readonly resolve: (answer: Answer) => void;
}

class PostConnection implements Connection {
  readonly #options: PostTransportOptions;
  readonly #events: ConnectionEvents;
  readonly #head: string;
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  /** Heartbeats without an answer; once the connection is open, the first is on its way. */
  #waiting: Waiting[] = [];
  #state: 'opening' | 'open' | 'over' = 'opening';
  #cancelTimeout: () => void;

  constructor(options: PostTransportOptions, events: ConnectionEvents, token: string | undefined) {
    const { url } = options;
    this.#options = options;
    this.#events = events;
    const shown = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
    this.#head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\n${shown}content-type: application/json\r\ncontent-length: `;
    this.#cancelTimeout = this.#startTimeout();
    this.#socket = connectTo(options, (text) => this.#received(text));
    this.#socket.on(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => this.#opened());
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#end(error.code ?? error.message));
    this.#socket.on('close', () => this.#end('the connection was closed'));
  }

  get room(): number {
    return this.#state === 'over' ? 0 : (this.#options.maxWaiting ?? 4) - this.#waiting.length;
  }

  send(heartbeat: Heartbeat): Promise<Answer> {
    const body = (this.#options.encode ?? JSON.stringify)(heartbeat);
    return new Promise((resolve) => {
      this.#waiting.push({ body, resolve });
      if (this.#waiting.length === 1 && this.#state === 'open') this.#post(body);
    });
  }

  close(): void {
    this.#end('the connection was closed by the simulator');
  }

  #opened(): void {
    if (this.#state !== 'opening') return;
    const { pin } = this.#options;
    if (pin !== undefined && !(this.#socket instanceof TLSSocket && pinOf(this.#socket) === pin)) {
      this.#end('the queen has another key than the invite says');
      return;
    }
    this.#state = 'open';
    this.#cancelTimeout();
    this.#events.opened();
    this.#postNext();
  }

  #postNext(): void {
    const [next] = this.#waiting;
    if (next && this.#state === 'open') this.#post(next.body);
  }

  #post(body: string): void {
    this.#cancelTimeout = this.#startTimeout();
    const bytes = Buffer.byteLength(body);
    // Node copies a text in latin1 once less than one in utf8; ASCII is the same in both.
    const encoding = bytes === body.length ? 'latin1' : 'utf8';
    this.#socket.write(`${this.#head}${bytes}\r\n\r\n${body}`, encoding);
  }

  #startTimeout(): () => void {
    return this.#options.clock.after(ANSWER_MS, () => this.#end(`no answer within ${ANSWER_MS / 1_000} s`));
  }

  #received(text: string): void {
    const answers = this.#reader.read(text);
    if (!answers) this.#end('the answer is not HTTP');
    for (const answer of answers ?? []) this.#answered(answer);
  }

  #answered(answer: HttpAnswer): void {
    const posted = this.#waiting.shift();
    if (!posted) return;
    this.#cancelTimeout();
    const isAccepted = answer.status >= 200 && answer.status < 300;
    if (isAccepted) this.#events.heard(retryMsOf(answer.retryMs));
    posted.resolve(isAccepted ? { kind: 'sent' } : resultOf(answer, this.#options.clock.now()));
    if (answer.isLast) this.#end('the connection was closed after an answer');
    else this.#postNext();
  }

  #end(reason: string): void {
    if (this.#state === 'over') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    this.#cancelTimeout();
    this.#socket.destroy();
    for (const { resolve } of this.#waiting) resolve({ kind: 'lost' });
    this.#waiting = [];
    this.#events.ended({ reason, wasOpen, spreadMs: SPREAD_MS });
  }
}

/** Every plain connection reads into this buffer in turn: ten thousand buffers would cost more memory than the fleet. */
const SHARED = Buffer.allocUnsafe(64 * 1024);

/** Opens a connection; `received` gets what comes on it as latin1. */
function connectTo({ url, sources, pin }: PostTransportOptions, received: (text: string) => void): Socket {
  const { protocol, port } = url;
  const from = sources?.() ?? {};
  const host = hostOf(url);
  if (protocol === 'https:') {
    const rejectUnauthorized = pin === undefined; // the key is checked before anything is sent
    const to = { ...from, host, port: Number(port) || 443, rejectUnauthorized };
    const socket = connectSecurely(isIP(host) === 0 ? { ...to, servername: host } : to);
    return socket.setNoDelay(true).on('data', (bytes: Buffer) => received(bytes.toString('latin1')));
  }
  const callback = (bytes: number): boolean => {
    received(SHARED.toString('latin1', 0, bytes));
    return true;
  };
  const onread = { buffer: SHARED, callback };
  return connect({ ...from, host, port: Number(port) || 80, noDelay: true, onread });
}
