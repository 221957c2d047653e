import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { Clock } from '../clock/index.ts';
import { resultOf, type SendResult } from '../sending/index.ts';
import { frameOf, readFrame } from './frames.ts';
import { createInFlight } from './in-flight.ts';
import type { LinkEnd, LinkSocket, OpenLink } from './link-socket.ts';
import { broken, type LinkResult, NO_HANDSHAKE, unopened } from './outcome.ts';

const STOPPING = { kind: 'failed', reason: 'this hive stops' } as const satisfies LinkEnd;
const NEVER_OPENED: LinkEnd = { kind: 'failed', reason: STOPPING.reason };
/** Time for the other end to say goodbye as well, milliseconds. */
const GOODBYE_MS = 1_000;

/** What a link is made of. */
export interface LinkOptions {
  /** The queen's address of the link. */
  readonly url: URL;
  readonly open: OpenLink;
  readonly clock: Clock;
}

/** One connection, from its handshake to its end. */
export interface Link {
  /** Resolves with null when it is open, else with the reason why not. */
  readonly opening: Promise<LinkResult | null>;
  readonly isOpen: boolean;
  /** Whether the queen has answered to a heartbeat. */
  readonly isProven: boolean;
  send(heartbeat: Heartbeat): Promise<SendResult>;
  /** Says goodbye; what is on its way is to be sent again. */
  close(): void;
}

/**
 * Begins a handshake after `delayMs`. A queen that owes an answer for 3 s is dead, whatever TCP says; `onEnd` hears once of
 * the end of a link that was open.
 */
export function startLink(
  { url, open, clock }: LinkOptions,
  delayMs: number,
  onEnd: (end: LinkEnd | 'silent') => void,
): Link {
  const underway = createInFlight();
  const opening = Promise.withResolvers<LinkResult | null>();
  let state: 'opening' | 'open' | 'over' = 'opening';
  let proven = false;
  let socket: LinkSocket | undefined;
  let cancel = (): void => {};

  const over = (end: LinkEnd | 'silent'): void => {
    cancel();
    if (state === 'over') return;
    const wasOpen = state === 'open';
    state = 'over';
    if (end !== STOPPING) socket?.cut();
    if (!wasOpen) opening.resolve(end === 'silent' ? NO_HANDSHAKE : unopened(end, clock.now()));
    underway.end(broken(end));
    if (wasOpen) onEnd(end);
  };
  const awaitAnswer = (): void => {
    cancel();
    cancel = underway.count > 0 ? clock.after(LIMITS.linkAnswerMs, () => over('silent')) : () => {};
  };
  const heard = (text: string): void => {
    const frame = readFrame(text);
    if (!frame || state !== 'open') return;
    if (frame.seq === undefined) {
      over({ kind: 'failed', reason: 'it could not read a heartbeat' });
      return;
    }
    proven = true;
    if (frame.type === 'ack') underway.ack(frame.seq);
    else underway.refuse(frame.seq, refusalOf(frame.problem));
    awaitAnswer();
  };
  const opened = (): void => {
    if (state !== 'opening') return;
    state = 'open';
    awaitAnswer();
    opening.resolve(null);
  };
  const begin = (): void => {
    cancel = clock.after(LIMITS.linkAnswerMs, () => over('silent'));
    socket = open(url, { opened, heard, ended: over });
  };
  if (delayMs > 0) cancel = clock.after(delayMs, begin);
  else begin();

  return {
    opening: opening.promise,
    get isOpen() {
      return state === 'open';
    },
    get isProven() {
      return proven;
    },
    send: (heartbeat) => {
      if (state !== 'open') return Promise.resolve({ kind: 'retry', reason: 'the link is gone' });
      const answered = underway.add(heartbeat.seq ?? 0);
      if (underway.count === 1) awaitAnswer();
      socket?.say(frameOf(heartbeat));
      return answered;
    },
    close: () => {
      if (state !== 'open') return over(NEVER_OPENED);
      over(STOPPING);
      socket?.close();
      cancel = clock.after(GOODBYE_MS, () => socket?.cut());
    },
  };
}

const refusalOf = (problem: { status: number; detail: string }): SendResult =>
  resultOf({ status: problem.status, retryAfter: null, location: null, body: JSON.stringify(problem) }, 0);
