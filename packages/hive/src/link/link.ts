import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { Clock } from '../clock.ts';
import { type RetryPace, resultOf, type SendResult, type ShownToken } from '../sending/index.ts';
import { FrameEncoder, type Refusal, readFrame } from './frames.ts';
import { InFlight } from './in-flight.ts';
import { type LinkEnd, type NoLink, reasonOf, resultOfNoLink } from './link-end.ts';
import type { LinkSocket, OpenLink } from './link-socket.ts';

const STOPPING: LinkEnd = { kind: 'failed', reason: 'this hive is stopping' };
/** Time for the queen to answer the close frame, milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

/** How a link reaches the queen. */
export interface LinkOptions {
  /** The queen's address of the link. */
  readonly url: URL;
  readonly open: OpenLink;
  readonly clock: Clock;
  /** Is told what the queen says about further attempts ([L4]). */
  readonly pace: Pick<RetryPace, 'heard'>;
  readonly token: ShownToken;
}

/** One connection to the queen, from its handshake to its end ([L1]). */
export class Link {
  readonly #opening = Promise.withResolvers<NoLink | null>();
  /** Resolves with null once it is open, else with the reason why it is not. */
  readonly opening = this.#opening.promise;
  readonly #options: LinkOptions;
  readonly #onEnd: (end: LinkEnd) => void;
  readonly #inFlight = new InFlight();
  readonly #encoder = new FrameEncoder();
  #state: 'opening' | 'open' | 'over' = 'opening';
  #isProven = false;
  #socket: LinkSocket | undefined;
  #cancelTimer = (): void => {};

  /** Begins the handshake after `delayMs`; `onEnd` is called once, when a link that was open ends. */
  constructor(options: LinkOptions, delayMs: number, onEnd: (end: LinkEnd) => void) {
    this.#options = options;
    this.#onEnd = onEnd;
    if (delayMs > 0) this.#setTimer(delayMs, () => this.#connect());
    else this.#connect();
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** True once the queen has answered a heartbeat. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** Sends a heartbeat; resolves with the queen's answer, or with `retry` when the link ends before it. */
  send(heartbeat: Heartbeat): Promise<SendResult> {
    if (!this.isOpen) return Promise.resolve({ kind: 'retry', reason: 'the link has ended' });
    const { text, isChanges } = this.#encoder.encode(heartbeat);
    const answered = this.#inFlight.add(heartbeat.seq ?? 0, isChanges ? heartbeat : null);
    if (this.#inFlight.count === 1) this.#awaitAnswer();
    this.#socket?.send(text);
    return answered;
  }

  /** Closes the link; what is in flight has to be sent again. */
  close(): void {
    if (!this.isOpen) {
      this.#over(STOPPING);
      return;
    }
    this.#cancelTimer();
    this.#settleAll(STOPPING);
    this.#socket?.close();
    this.#setTimer(CLOSE_TIMEOUT_MS, () => this.#socket?.terminate());
  }

  #connect(): void {
    this.#awaitAnswer();
    const { open, url, token } = this.#options;
    const events = {
      opened: () => this.#opened(),
      received: (text: string) => this.#received(text),
      ended: (end: LinkEnd) => this.#over(end),
    };
    this.#socket = open(url, events, token.current);
  }

  #opened(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#awaitAnswer();
    this.#opening.resolve(null);
  }

  #received(text: string): void {
    const frame = readFrame(text);
    if (!frame || !this.isOpen) return;
    const { seq } = frame;
    if (seq === undefined) {
      this.#over({ kind: 'failed', reason: 'the queen could not read a heartbeat' });
      return;
    }
    this.#isProven = true;
    if (frame.type === 'ack') {
      this.#options.pace.heard(frame.retry_ms);
      this.#inFlight.ack(seq);
      this.#encoder.acknowledged(frame, (other) => this.#inFlight.has(other));
      if (frame.rotate === true) this.#options.token.askedToRotate();
    } else this.#refused(seq, frame.problem);
    this.#awaitAnswer();
  }

  #refused(seq: number, problem: Refusal): void {
    const heartbeat = this.#inFlight.changesOf(seq);
    this.#encoder.refused(seq, problem, heartbeat !== null);
    if (heartbeat && problem.code === 'unknown_base') {
      this.#inFlight.resent(seq);
      this.#socket?.send(this.#encoder.encode(heartbeat).text);
    } else {
      const body = JSON.stringify(problem);
      this.#inFlight.settle(seq, resultOf({ status: problem.status, body }, this.#options.clock.now()));
    }
  }

  #over(end: LinkEnd): void {
    this.#cancelTimer();
    if (this.#state === 'over') return;
    this.#settleAll(end);
    this.#socket?.terminate();
  }

  #settleAll(end: LinkEnd): void {
    const wasOpen = this.isOpen;
    this.#state = 'over';
    if (!wasOpen) this.#opening.resolve(resultOfNoLink(end, this.#options.clock.now()));
    this.#inFlight.end({ kind: 'retry', reason: reasonOf(end) });
    if (wasOpen) this.#onEnd(end);
  }

  /**
   * A queen that has not answered the handshake or a heartbeat for 3 s counts as dead, even if TCP still accepts data ([L3]).
   */
  #awaitAnswer(): void {
    const isDue = this.#state === 'opening' || this.#inFlight.count > 0;
    if (isDue) this.#setTimer(LIMITS.linkAnswerMs, () => this.#over({ kind: 'timeout' }));
    else this.#cancelTimer();
  }

  #setTimer(ms: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, run);
  }
}
