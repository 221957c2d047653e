import { type Ack, LIMITS, type Refused } from '@rbee/contract';
import type { Fleet } from '../fleet/index.ts';
import type { LinkEnd, QueenMetrics } from '../metrics/index.ts';
import { MAX_UNREAD_ANSWER_BYTES, WAITED_TOO_LONG } from '../overload.ts';
import { problemOf, type Refusal } from '../problem.ts';
import { parseJson, type Sample } from '../sample/index.ts';
import type { Sender } from '../sender.ts';
import { judgePulse, type Pulse } from './pulse.ts';
import { type LinkFrame, readFrame } from './read-frame.ts';

/** The part of a WebSocket that a link uses. */
export interface Connection {
  /** Bytes received so far. */
  readonly bytesRead: number;
  /** Bytes that were sent but not yet accepted by the kernel. */
  readonly unsent: number;
  send(text: string): void;
  ping(): void;
  /** Stops reading until `resume`. */
  pause(): void;
  resume(): void;
  /** Starts the closing handshake with a code of RFC 6455 section 7.4. */
  close(code: number): void;
  /** Drops the connection at once. */
  cut(): void;
}

export interface LinkParts {
  /** Unique among the links of this queen. */
  readonly number: number;
  readonly connection: Connection;
  /** The hive's end, as limits and heartbeats care. */
  readonly sender: Sender;
  readonly fleet: Pick<Fleet, 'ingest' | 'retryMs'>;
  readonly metrics: QueenMetrics;
  /** Schedules `flush` for after all input that has already arrived was read. */
  readonly onUnacked: () => void;
  /** The first heartbeat was accepted. */
  readonly onHiveKnown: (hiveId: string) => void;
  /** The link ended; called once. */
  readonly onEnd: (reason: LinkEnd) => void;
  /** Processing a heartbeat threw an error. */
  readonly onError: (error: unknown) => void;
}

/** Close code for each reason (RFC 6455 section 7.4). */
const CLOSE_CODES: Partial<Record<LinkEnd, number>> = {
  replaced: 1000,
  binary: 1003,
  malformed: 1007,
  no_heartbeat: 1008,
  revoked: 1008,
  stopping: 1012,
  crowded: 1013,
};

/** Reasons for which the connection is dropped. For those in neither list, the library `ws` has already sent the close frame. */
const CUT: ReadonlySet<LinkEnd> = new Set(['lost', 'silent', 'unread']);

const FAILED: Refusal = {
  code: 'internal_error',
  detail: 'The queen failed; its log has the error.',
};

/** One hive's link: reads its frames in order and answers them ([L1], [L6]). */
export class Link {
  readonly #parts: LinkParts;
  readonly #pulse: { -readonly [Name in keyof Pulse]: Pulse[Name] };
  #bytes: number;
  #bytesAtFrame: number;
  #hiveId: string | null = null;
  /** The base for the next changes ([L5]). */
  #base: Sample | undefined;
  #unacked: number | null = null;
  /** True if the next ack is for a whole heartbeat that changes can build on. */
  #accepts = false;
  /** The `retry_ms` that the hive has heard; 0 before the first ack. */
  #toldRetryMs = 0;
  /** True if the hive is asked to take its next token ([A3]), and whether it has heard that on this link. */
  #rotates = false;
  #toldRotation = false;
  #waitingFrames = 0;
  #isOver = false;

  constructor(parts: LinkParts, now: number) {
    this.#parts = parts;
    this.#pulse = { openedAt: now, receivedAt: now, byteAt: now, pingedAt: null, hasHeartbeat: false };
    this.#bytes = parts.connection.bytesRead;
    this.#bytesAtFrame = this.#bytes;
  }

  /** The hive of this link; null before the first accepted heartbeat. */
  get hiveId(): string | null {
    return this.#hiveId;
  }

  get number(): number {
    return this.#parts.number;
  }

  /** Whose share of the limits it counts in. */
  get owner(): string {
    return this.#parts.sender.owner;
  }

  /** Bytes that arrived after the last complete frame; 0 while a complete one waits. */
  get unfinishedBytes(): number {
    return this.#waitingFrames > 0 ? 0 : this.#parts.connection.bytesRead - this.#bytesAtFrame;
  }

  /** Handles a frame. A heartbeat that waited too long is decoded and refused ([H5], [L6]): the hive sends it again later. */
  receive(data: Buffer, isBinary: boolean, waitedTooLong = false): void {
    if (this.#isOver) return;
    const parsed = isBinary ? null : parseJson(data);
    if (parsed === null) this.end('binary');
    else if (parsed.ok) this.#read(parsed.value, waitedTooLong);
    else {
      this.#refuse(undefined, parsed.refusal);
      this.end('malformed');
    }
  }

  /** Records the arrival of a complete frame of any kind ([L3]). */
  frameArrived(now: number): void {
    this.#bytesAtFrame = this.#parts.connection.bytesRead;
    this.#pulse.receivedAt = now;
    this.#pulse.byteAt = now;
    this.#pulse.pingedAt = null;
  }

  /** Pauses reading until `resumeReading`, because a frame waits in the inbox. */
  pauseReading(): void {
    this.#waitingFrames += 1;
    if (this.#waitingFrames === 1) this.#parts.connection.pause();
  }

  /** Resumes reading once a waiting frame was processed: the silence until then was caused by the queen, not by the hive. */
  resumeReading(now: number): void {
    this.#waitingFrames -= 1;
    if (this.#waitingFrames > 0) return;
    this.frameArrived(now);
    this.#parts.connection.resume();
  }

  /** Whether the hive is asked to take its next token; the next ack says so once ([A3]). */
  rotate(isAsked: boolean): void {
    this.#rotates = isAsked;
    if (!isAsked) this.#toldRotation = false;
  }

  /** Acknowledges the heartbeats accepted since the last ack. */
  flush(): void {
    if (this.#unacked === null || this.#isOver) return;
    const { retryMs } = this.#parts.fleet;
    this.#send({
      type: 'ack',
      seq: this.#unacked,
      ...(this.#accepts && { accepts: ['changes'] }),
      ...(retryMs !== this.#toldRetryMs && { retry_ms: retryMs }),
      ...(this.#rotates && !this.#toldRotation && { rotate: true as const }),
    });
    this.#toldRotation = this.#rotates;
    this.#toldRetryMs = retryMs;
    this.#unacked = null;
    this.#accepts = false;
    this.#parts.metrics.links.acked();
  }

  /** Pings a silent link, and ends it if it stays silent ([L3]). */
  tend(now: number): void {
    const { connection } = this.#parts;
    const isSpeaking = now - this.#pulse.receivedAt < LIMITS.linkPingMs && this.#pulse.hasHeartbeat;
    if (isSpeaking || this.#waitingFrames > 0) return;
    if (connection.bytesRead !== this.#bytes) this.#pulse.byteAt = now;
    this.#bytes = connection.bytesRead;
    const verdict = judgePulse(this.#pulse, now);
    if (verdict === 'alive') return;
    if (verdict === 'ping') {
      this.#pulse.pingedAt = now;
      connection.ping();
    } else this.end(verdict);
  }

  /** Ends the link if it is still open. Accepted heartbeats are acknowledged first, unless the connection is dropped. */
  end(reason: LinkEnd): void {
    if (this.#isOver) return;
    if (!CUT.has(reason)) this.flush();
    this.#isOver = true;
    const { connection, metrics, onEnd } = this.#parts;
    const code = CLOSE_CODES[reason];
    if (code !== undefined) connection.close(code);
    else if (CUT.has(reason)) connection.cut();
    if (reason === 'too_large') metrics.heartbeatRefused('body_too_large', 'link');
    onEnd(reason);
  }

  /** Decodes and ingests one frame. An error in it is logged and refused; the link goes on. */
  #read(value: unknown, waitedTooLong: boolean): void {
    let seq: number | undefined;
    try {
      const frame = readFrame(value, { hiveId: this.#hiveId, base: this.#base });
      seq = frame.seq;
      this.#base = this.#baseAfter(frame);
      if (!frame.ok) {
        this.#refuse(seq, frame.refusal);
        return;
      }
      this.#pulse.hasHeartbeat = true;
      if (waitedTooLong) this.#refuse(seq, WAITED_TOO_LONG);
      else this.#ingest(frame);
    } catch (error) {
      this.#parts.onError(error);
      this.#refuse(seq, FAILED);
    }
  }

  /**
   * The base after a frame ([L5], [L6]): this heartbeat; the old base after a backfill; none after an invalid frame or one
   * with fields that the queen does not know.
   */
  #baseAfter(frame: LinkFrame): Sample | undefined {
    if (!frame.ok) return undefined;
    if (frame.sample.backfill) return this.#base;
    return frame.isBase ? frame.sample : undefined;
  }

  #ingest(frame: LinkFrame & { readonly ok: true }): void {
    const { seq, sample, isBase, isWhole } = frame;
    const result = this.#parts.fleet.ingest(frame, this.number, this.#parts.sender);
    if (!result.ok) {
      this.#refuse(seq, result.refusal);
      return;
    }
    if (isWhole && !sample.backfill) this.#accepts = isBase;
    this.#accepted(seq, result.hiveId);
  }

  #accepted(seq: number, hiveId: string): void {
    if (this.#unacked === null) this.#parts.onUnacked();
    this.#unacked = seq;
    if (this.#hiveId !== null) return;
    this.#hiveId = hiveId;
    this.#parts.onHiveKnown(hiveId);
  }

  #refuse(seq: number | undefined, refusal: Refusal): void {
    this.flush();
    this.#parts.metrics.heartbeatRefused(refusal.code, 'link');
    this.#send({ type: 'refused', ...(seq !== undefined && { seq }), problem: problemOf(refusal) });
  }

  #send(frame: Ack | Refused): void {
    this.#parts.connection.send(JSON.stringify(frame));
    if (this.#parts.connection.unsent > MAX_UNREAD_ANSWER_BYTES) this.end('unread');
  }
}
