import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { createAnswerReader } from './answer-reader.ts';
import type { Channel, ChannelEvents, Door } from './channel.ts';
import { refusalOf } from './refusal.ts';

/** Timeout of a POST, as in a real hive, milliseconds. */
const ANSWER_MS = 5_000;
/** Heartbeats that wait behind the one on its way: one that was held back, and its repeats. */
const MOST_WAITING = 4;
/** Every connection reads into the same bytes, one after the other, so that ten thousand need no more than one. */
const READ_BYTES = 64 * 1024;
/** Place of the content length, padded with leading spaces, which a header value may have. */
const BLANK = ' '.repeat(8);
const BRACE = Buffer.from('{');

/** Options of `postDoor`. */
export interface PostDoorOptions {
  /** The address of the route ([H1]). */
  readonly url: URL;
  /** The monotonic clock, milliseconds. */
  readonly now: () => number;
}

/** POSTs, each hive over a connection of its own that is kept ([H1]). */
export function postDoor({ url, now }: PostDoorOptions): Door {
  const head = Buffer.from(
    [
      `POST ${url.pathname} HTTP/1.1`,
      `host: ${url.host}`,
      'content-type: application/json',
      'user-agent: rbee-simulate',
      `content-length: ${BLANK}\r\n\r\n`,
    ].join('\r\n'),
    'latin1',
  );
  const lengthAt = head.length - `${BLANK}\r\n\r\n`.length;
  const dialed = dial(url, Buffer.allocUnsafe(READ_BYTES));
  return {
    kind: 'post',
    answerMs: ANSWER_MS,
    opening: BRACE,
    headBytes: head.length,
    seal: (frame) => {
      head.copy(frame);
      frame.write(String(frame.length - head.length).padStart(BLANK.length), lengthAt, 'latin1');
    },
    open: (events) => new PostChannel(events, now, dialed),
  };
}

/** Opens a connection; `hear` gets what comes on it, a character a byte. */
type Dial = (hear: (text: string) => void) => { readonly socket: Socket; readonly opens: string };

function dial(url: URL, buffer: Buffer): Dial {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'https:') {
    return (hear) => {
      const socket = connectSecurely({ host, port: Number(url.port) || 443, servername: host });
      socket.on('data', (bytes: Buffer) => hear(bytes.toString('latin1')));
      return { socket, opens: 'secureConnect' };
    };
  }
  return (hear) => {
    const callback = (bytes: number): boolean => {
      hear(buffer.toString('latin1', 0, bytes));
      return true;
    };
    const socket = connect({ host, port: Number(url.port) || 80, onread: { buffer, callback } });
    return { socket, opens: 'connect' };
  };
}

class PostChannel implements Channel {
  readonly #events: ChannelEvents;
  readonly #now: () => number;
  readonly #socket: Socket;
  readonly #read = createAnswerReader();
  readonly #waiting: Buffer[] = [];
  #open = false;
  #over = false;
  #underway: Buffer | undefined;
  #sinceMs: number;

  constructor(events: ChannelEvents, now: () => number, dialed: Dial) {
    this.#events = events;
    this.#now = now;
    this.#sinceMs = now();
    const { socket, opens } = dialed((text) => this.#heard(text));
    this.#socket = socket.setNoDelay(true);
    this.#socket.on(opens, () => {
      this.#open = true;
      this.#next();
    });
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#end(error.code ?? error.message));
    this.#socket.on('close', () => this.#end('the connection was closed'));
  }

  get room(): number {
    return this.#over ? 0 : MOST_WAITING - this.#waiting.length;
  }

  get waitingSinceMs(): number | undefined {
    return this.#underway || !this.#open ? this.#sinceMs : undefined;
  }

  send(frame: Buffer): void {
    this.#waiting.push(frame);
    this.#next();
  }

  close(): void {
    this.#end('it was closed from here');
    this.#socket.destroySoon();
  }

  cut(why: string): void {
    this.#end(why);
    this.#socket.destroy();
  }

  #next(): void {
    if (!this.#open || this.#underway || this.#over) return;
    const frame = this.#waiting.shift();
    if (!frame) return;
    this.#underway = frame;
    this.#sinceMs = this.#now();
    this.#socket.write(frame);
  }

  #heard(text: string): void {
    if (this.#over) return;
    const answers = this.#read(text);
    if (!answers) {
      this.cut('what it answered is not HTTP');
      return;
    }
    for (const { status, body, retryAfter, last } of answers) {
      if (this.#underway) this.#events.free(this.#underway);
      this.#underway = undefined;
      if (status < 300) this.#events.accepted(1);
      else this.#events.refused(refusalOf(status, body, retryAfter));
      if (!last) continue;
      this.cut('it closed the connection behind an answer');
      return;
    }
    this.#next();
  }

  #end(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    const lost = this.#waiting.length + (this.#underway ? 1 : 0);
    this.#events.over({ lost, reason, wasOpen: this.#open });
  }
}
