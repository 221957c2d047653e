import { type Ack, LIMITS, type Refused } from '@rbee/contract';
import { parseJson } from '../ingest/index.ts';
import type { Intake, TakenIn } from '../intake/index.ts';
import type { LinkEnd, QueenMetrics } from '../metrics/index.ts';
import { problemOf, type Refusal } from '../problem.ts';
import { judgePulse, type Pulse } from './pulse.ts';
import { readFrame } from './read-frame.ts';

/** What a link needs of a WebSocket. */
export interface Connection {
  /** Bytes that came so far. */
  readonly bytesRead: number;
  /** Bytes that were sent and not taken by the kernel yet. */
  readonly unsent: number;
  send(text: string): void;
  ping(): void;
  /** Reads nothing more until `resume`. */
  pause(): void;
  resume(): void;
  /** Begins to close it, with a code of RFC 6455 section 7.4. */
  close(code: number): void;
  /** Drops it at once. */
  cut(): void;
}

/** What a link works with. */
export interface LinkParts {
  /** Its number, which no other link of this queen has. */
  readonly number: number;
  readonly connection: Connection;
  readonly intake: Intake;
  readonly metrics: QueenMetrics;
  /** Asks for `flush` once everything that has already arrived was read. */
  readonly dirty: () => void;
  /** Its first heartbeat was taken. */
  readonly named: (hiveId: string) => void;
  /** It is over; told once. */
  readonly over: (why: LinkEnd) => void;
}

/** Answers that a hive may leave unread: thousands of them. */
const MAX_UNSENT_BYTES = 256 * 1024;

/** With what code each end is told to the other side. */
const CLOSE_CODES: Partial<Record<LinkEnd, number>> = {
  replaced: 1000,
  binary: 1003,
  malformed: 1007,
  no_heartbeat: 1008,
  stopping: 1012,
};

/** Ends after which there is nobody to say goodbye to; in those that are left, the library has said it. */
const CUT: ReadonlySet<LinkEnd> = new Set(['lost', 'silent', 'unread']);

const TOO_BUSY: Refusal = {
  code: 'overloaded',
  detail: 'This queen has more to do than she can; send the heartbeat again later.',
};

/** One hive's link: takes its frames in and answers them ([L1]). */
export class Link {
  readonly #parts: LinkParts;
  readonly #pulse: { -readonly [Moment in keyof Pulse]: Pulse[Moment] };
  #bytes: number;
  #hiveId: string | null = null;
  #unacked: number | null = null;
  #held = 0;
  #isOver = false;

  constructor(parts: LinkParts, now: number) {
    this.#parts = parts;
    this.#pulse = { openedAt: now, heardAt: now, movedAt: now, pingedAt: null, greeted: false };
    this.#bytes = parts.connection.bytesRead;
  }

  /** The hive that it carries; null before its first heartbeat was taken. */
  get hiveId(): string | null {
    return this.#hiveId;
  }

  get number(): number {
    return this.#parts.number;
  }

  /** Takes a frame that came in; a heartbeat whose turn comes too late is refused ([H5]): its hive sends it again later. */
  take(data: Buffer, isBinary: boolean, isLate = false): void {
    if (this.#isOver || (!isBinary && !isLate && this.#takeAsBefore(data))) return;
    const parsed = isBinary ? null : parseJson(data);
    if (parsed === null) this.end('binary');
    else if (parsed.ok) this.#read(parsed.value, data, isLate);
    else {
      this.#refuse(undefined, parsed.refusal);
      this.end('malformed');
    }
  }

  /** A whole frame came in, of any kind ([L3]). */
  heard(now: number): void {
    this.#pulse.heardAt = now;
    this.#pulse.movedAt = now;
    this.#pulse.pingedAt = null;
  }

  /** A frame has to wait before it is taken: nothing more is read until `release`. */
  hold(): void {
    this.#held += 1;
    if (this.#held === 1) this.#parts.connection.pause();
  }

  /** One of the frames that had to wait was taken, at that moment: its silence until then was the queen's own doing. */
  release(now: number): void {
    this.#held -= 1;
    if (this.#held > 0) return;
    this.heard(now);
    this.#parts.connection.resume();
  }

  /** Acknowledges what was taken since the last time. */
  flush(): void {
    if (this.#unacked === null || this.#isOver) return;
    this.#say({ type: 'ack', seq: this.#unacked });
    this.#unacked = null;
    this.#parts.metrics.links.acked();
  }

  /** Time has passed: pings what is silent, and gives up what stays so ([L3]). Costs nothing for who speaks. */
  tend(now: number): void {
    const { connection } = this.#parts;
    const isSpeaking = now - this.#pulse.heardAt < LIMITS.linkPingMs && this.#pulse.greeted;
    if (isSpeaking || this.#held > 0) return;
    if (connection.bytesRead !== this.#bytes) this.#pulse.movedAt = now;
    this.#bytes = connection.bytesRead;
    const verdict = judgePulse(this.#pulse, now);
    if (verdict === 'alive') return;
    if (verdict === 'ping') {
      this.#pulse.pingedAt = now;
      connection.ping();
    } else this.end(verdict);
  }

  /** Ends it, if it is not over: what was taken is acknowledged first. */
  end(why: LinkEnd): void {
    if (this.#isOver) return;
    if (!CUT.has(why)) this.flush();
    this.#isOver = true;
    const { connection, metrics, over } = this.#parts;
    const code = CLOSE_CODES[why];
    if (code !== undefined) connection.close(code);
    else if (CUT.has(why)) connection.cut();
    if (why === 'too_large') metrics.heartbeatRefused('body_too_large', 'link');
    over(why);
  }

  /** Only what was read as a frame of this link before can be said again with other figures. */
  #takeAsBefore(data: Buffer): boolean {
    if (this.#hiveId === null) return false;
    const taken = this.#parts.intake.takeAsBefore(data, this.number, this.#hiveId);
    if (taken === null) return false;
    this.#answer(taken.seq, taken);
    return true;
  }

  #read(value: unknown, data: Buffer, isLate: boolean): void {
    const frame = readFrame(value, this.#hiveId);
    if (!frame.ok) {
      this.#refuse(frame.seq, frame.refusal);
      return;
    }
    this.#pulse.greeted = true;
    if (isLate) {
      this.#refuse(frame.seq, TOO_BUSY);
      return;
    }
    this.#answer(frame.seq, this.#parts.intake.takeAnew(frame.body, data, this.number));
  }

  #answer(seq: number | undefined, taken: TakenIn): void {
    if (!taken.ok) this.#refuse(seq, taken.refusal);
    else if (seq !== undefined) this.#taken(seq, taken.hiveId);
  }

  #taken(seq: number, hiveId: string): void {
    if (this.#unacked === null) this.#parts.dirty();
    this.#unacked = seq;
    if (this.#hiveId !== null) return;
    this.#hiveId = hiveId;
    this.#parts.named(hiveId);
  }

  #refuse(seq: number | undefined, refusal: Refusal): void {
    this.flush();
    this.#parts.metrics.heartbeatRefused(refusal.code, 'link');
    this.#say({ type: 'refused', ...(seq !== undefined && { seq }), problem: problemOf(refusal) });
  }

  #say(frame: Ack | Refused): void {
    this.#parts.connection.send(JSON.stringify(frame));
    if (this.#parts.connection.unsent > MAX_UNSENT_BYTES) this.end('unread');
  }
}
