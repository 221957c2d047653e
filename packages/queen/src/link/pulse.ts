import { LIMITS } from '@rbee/contract';

/** When things last happened on a link, monotonic milliseconds. */
export interface Pulse {
  readonly openedAt: number;
  /** A whole frame, of any kind. */
  readonly heardAt: number;
  /** A byte. */
  readonly movedAt: number;
  /** The ping that waits for an answer; null without one. */
  readonly pingedAt: number | null;
  /** Whether a heartbeat has come. */
  readonly greeted: boolean;
}

/** What a link's pulse asks for: nothing, a ping, or its end. */
export type PulseVerdict = 'alive' | 'ping' | 'silent' | 'no_heartbeat';

/**
 * Judges a link ([L3]). A heartbeat is as good as the answer to a ping, so that a hive that speaks is never pinged. While
 * bytes still come a long frame may be on its way, in which a hive cannot answer: that is waited for as long as for a first
 * heartbeat.
 */
export function judgePulse(pulse: Pulse, now: number): PulseVerdict {
  const { openedAt, heardAt, movedAt, pingedAt, greeted } = pulse;
  if (!greeted && now - openedAt >= LIMITS.linkHelloMs) return 'no_heartbeat';
  if (pingedAt === null) return now - heardAt >= LIMITS.linkPingMs ? 'ping' : 'alive';
  const isStill = now - Math.max(pingedAt, movedAt) >= LIMITS.linkAnswerMs;
  return isStill || now - pingedAt >= LIMITS.linkHelloMs ? 'silent' : 'alive';
}
