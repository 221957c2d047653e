import { LIMITS } from '@rbee/contract';

/** Times of the last activity on a link, monotonic milliseconds. */
export interface Pulse {
  readonly openedAt: number;
  /** Last complete frame of any kind. */
  readonly receivedAt: number;
  /** Last received byte. */
  readonly byteAt: number;
  /** The unanswered ping, or null. */
  readonly pingedAt: number | null;
  /** True once a heartbeat was received. */
  readonly hasHeartbeat: boolean;
}

export type PulseVerdict = 'alive' | 'ping' | 'silent' | 'no_heartbeat';

/**
 * Decides whether a link needs a ping or must end ([L3]). A heartbeat counts as an answer, so a hive that sends heartbeats is
 * never pinged. While bytes still arrive, the hive may be inside a long frame and unable to answer a ping: the limit is then
 * the same as for the first heartbeat.
 */
export function judgePulse(pulse: Pulse, now: number): PulseVerdict {
  const { openedAt, receivedAt, byteAt, pingedAt, hasHeartbeat } = pulse;
  if (!hasHeartbeat && now - openedAt >= LIMITS.linkHelloMs) return 'no_heartbeat';
  if (pingedAt === null) return now - receivedAt >= LIMITS.linkPingMs ? 'ping' : 'alive';
  const isStill = now - Math.max(pingedAt, byteAt) >= LIMITS.linkAnswerMs;
  return isStill || now - pingedAt >= LIMITS.linkHelloMs ? 'silent' : 'alive';
}
