import { LIMITS } from '@rbee/contract/plain';
import {
  type AskedWait,
  isProblem,
  parseJson,
  resultOf,
  retryAfterMs,
  type SendResult,
} from '../sending/index.ts';

/** How a link ended, or why it did not open; `reason` is text for a log, without a full stop. */
export type LinkEnd =
  /** The upgrade was answered with another status than 101. */
  | ({ readonly kind: 'refused'; readonly status: number; readonly body?: string } & AskedWait)
  /** The network failed, before the link was open or after. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The queen closed it, with a code of RFC 6455 section 7.4. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** The queen did not answer in time. */
  | { readonly kind: 'timeout' };

/** Why there is no link: `unlinked` means that none can be opened at present, but a POST may work. */
export type NoLink =
  | Extract<SendResult, { kind: 'retry' }>
  | { readonly kind: 'unlinked'; readonly reason: string };

const TIMEOUT = `within ${LIMITS.linkAnswerMs / 1_000} s`;

/**
 * What to do with a heartbeat whose link did not open ([L4]): wait as `Retry-After` says, or as a hive that the queen itself lets
 * in no more ([A3]), back off when the network failed, else POST. A timeout leads to a POST too: proxies that do not know
 * upgrades leave them unanswered.
 */
export function resultOfNoLink(end: LinkEnd, nowMs: number): NoLink {
  if (end.kind === 'refused' && isProblem(parseJson(end.body ?? ''))) {
    const result = resultOf({ ...end, body: end.body ?? '' }, nowMs);
    if (result.kind === 'retry' && result.denied) return result;
  }
  const reason = end.kind === 'timeout' ? `no answer to the WebSocket upgrade ${TIMEOUT}` : reasonOf(end);
  const afterMs = end.kind === 'refused' ? retryAfterMs(end, nowMs) : undefined;
  const isTemporary = end.kind === 'failed' || afterMs !== undefined;
  return isTemporary ? { kind: 'retry', reason, afterMs } : { kind: 'unlinked', reason };
}

/** Why a link ended, as text for a log, without a full stop. */
export function reasonOf(end: LinkEnd): string {
  switch (end.kind) {
    case 'timeout':
      return `no answer ${TIMEOUT}`;
    case 'closed':
      return `the queen closed the link with code ${end.code}`;
    case 'failed':
      return end.reason;
    case 'refused':
      return `the WebSocket upgrade was answered with ${end.status}`;
  }
}

/** The queen restarts (RFC 6455 section 7.4, IANA): all hives lose their links in the same moment. */
const SERVICE_RESTART = 1012;

/** Time over which hives that lost their links together spread their return unless the queen said one ([L4]), milliseconds. */
export const spreadMs = (end: LinkEnd): number =>
  end.kind === 'closed' && end.code === SERVICE_RESTART ? 3_000 : 1_000;
