import { LIMITS } from '@rbee/contract/plain';
import { retryAfterMs, type SendResult } from '../sending/index.ts';
import type { LinkEnd } from './link-socket.ts';

/** What became of a heartbeat on the link; `unlinked` says that there can be no link at present, but perhaps a POST. */
export type LinkResult = SendResult | { readonly kind: 'unlinked'; readonly reason: string };

/** The queen restarts (RFC 6455 section 7.4, IANA): every hive loses its link at once. */
const SERVICE_RESTART = 1012;
/** Neither open nor refused in time: a proxy that does not know upgrades may do that. */
export const NO_HANDSHAKE: LinkResult = {
  kind: 'unlinked',
  reason: `no answer to the link within ${LIMITS.linkAnswerMs / 1_000} s`,
};

/** Why there is no link ([L4]): a `Retry-After` is waited for, another answer asks for a POST, no answer for a backoff. */
export function unopened(end: LinkEnd, nowMs: number): LinkResult {
  if (end.kind === 'failed') return { kind: 'retry', reason: end.reason };
  if (end.kind === 'closed') return { kind: 'unlinked', reason: closedBy(end.code) };
  const reason = `it answered ${end.status} to the link`;
  const afterMs = retryAfterMs(end.retryAfter, nowMs);
  return afterMs === undefined ? { kind: 'unlinked', reason } : { kind: 'retry', reason, afterMs };
}

/** What a link's end means for the heartbeats on their way: again, on another one. */
export const broken = (end: LinkEnd | 'silent'): SendResult => ({ kind: 'retry', reason: reasonOf(end) });

/**
 * Time over which the hives that lost their links together come back, milliseconds: they may all have their samples at the
 * same moments.
 */
export const spreadMs = (end: LinkEnd | 'silent'): number =>
  end !== 'silent' && end.kind === 'closed' && end.code === SERVICE_RESTART ? 3_000 : 1_000;

function reasonOf(end: LinkEnd | 'silent'): string {
  if (end === 'silent') return `no answer within ${LIMITS.linkAnswerMs / 1_000} s`;
  if (end.kind === 'closed') return closedBy(end.code);
  return end.kind === 'failed' ? end.reason : `it answered ${end.status} to the link`;
}

const closedBy = (code: number): string => `it closed the link, code ${code}`;
