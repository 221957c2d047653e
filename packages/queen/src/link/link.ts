import { type Ack, LIMITS, type Refused } from '@rbee/contract';
import type { Ingest } from '../ingest.ts';
import type { LinkEnd, QueenMetrics } from '../metrics/index.ts';
import { MAX_UNREAD_ANSWER_BYTES, WAITED_TOO_LONG } from '../overload.ts';
import { problemOf, type Refusal } from '../problem.ts';
import { parseJson, type Sample } from '../sample/index.ts';
import { judgePulse, type Pulse } from './pulse.ts';
import { type LinkFrame, readFrame } from './read-frame.ts';

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

/** The parts and callbacks of a link. */
export interface LinkParts {
  /** Its number, which no other link of this queen has. */
  readonly number: number;
  readonly connection: Connection;
  readonly ingest: Pick<Ingest, 'sample'>;
  readonly metrics: QueenMetrics;
  /** Asks for `flush` once everything that has already arrived was read. */
  readonly dirty: () => void;
  /** Its first heartbeat was taken. */
  readonly named: (hiveId: string) => void;
  /** The link ended; called once. */
  readonly over: (why: LinkEnd) => void;
  /** The queen failed at a heartbeat. */
  readonly failed: (error: unknown) => void;
}

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

const FAILED: Refusal = {
  code: 'internal_error',
  detail: 'Something in the queen failed; its log says more.',
};

/** One hive's link: reads its frames in order and answers them ([L1], [L6]). */
export class Link {
  readonly #parts: LinkParts;
  readonly #pulse: { -readonly [Moment in keyof Pulse]: Pulse[Moment] };
  #bytes: number;
  #hiveId: string | null = null;
  /** The heartbeat that changes may build on ([L5]). */
  #base: Sample | undefined;
  #unacked: number | null = null;
  /** True if the next ack is of a whole heartbeat that changes can build on. */
  #accepts = false;
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

  /** Reads a frame. A heartbeat that waited too long is decoded and refused ([H5], [L6]): its hive sends it again later. */
  receive(data: Buffer, isBinary: boolean, isLate = false): void {
    if (this.#isOver) return;
    const parsed = isBinary ? null : parseJson(data);
    if (parsed === null) this.end('binary');
    else if (parsed.ok) this.#read(parsed.value, isLate);
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
    this.#say({ type: 'ack', seq: this.#unacked, ...(this.#accepts && { accepts: ['changes'] }) });
    this.#unacked = null;
    this.#accepts = false;
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

  /** A failure is one heartbeat's, as it is for a POST. */
  #read(value: unknown, isLate: boolean): void {
    let seq: number | undefined;
    try {
      const frame = readFrame(value, { hiveId: this.#hiveId, base: this.#base });
      seq = frame.seq;
      this.#base = this.#baseAfter(frame);
      if (!frame.ok) {
        this.#refuse(seq, frame.refusal);
        return;
      }
      this.#pulse.greeted = true;
      if (isLate) this.#refuse(seq, WAITED_TOO_LONG);
      else this.#ingest(frame);
    } catch (error) {
      this.#parts.failed(error);
      this.#refuse(seq, FAILED);
    }
  }

  /** What changes can build on after that frame: the last heartbeat that was well-formed and no backfill ([L5], [L6]). */
  #baseAfter(frame: LinkFrame): Sample | undefined {
    if (!frame.ok) return undefined;
    if (frame.sample.backfill) return this.#base;
    return frame.isBase ? frame.sample : undefined;
  }

  #ingest({ seq, sample, isBase, isWhole }: LinkFrame & { readonly ok: true }): void {
    const result = this.#parts.ingest.sample(sample, this.number);
    sample.arrival = undefined;
    if (!result.ok) {
      this.#refuse(seq, result.refusal);
      return;
    }
    if (isWhole && !sample.backfill) this.#accepts = isBase;
    this.#taken(seq, result.hiveId);
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
    if (this.#parts.connection.unsent > MAX_UNREAD_ANSWER_BYTES) this.end('unread');
  }
}
