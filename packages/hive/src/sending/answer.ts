import { retryAfterMs as askedMs, visibleText } from '@rbee/contract/plain';
import type { Denial, SendResult } from './sender.ts';

/** The header fields of an answer that say when to come back. */
export interface AskedWait {
  readonly retryAfter?: string | null;
  /** Its `Date`, as the clock of this machine may be wrong. */
  readonly date?: string | null;
}

/** The queen's answer to a POST. */
export interface Answer extends AskedWait {
  readonly status: number;
  readonly location?: string | null;
  readonly body: string;
}

/** 4xx statuses that may succeed later; 409: another run uses this hive's id, and it may end. */
const TEMPORARY = new Set([408, 409, 425, 429]);

/** Statuses that are about who sends, and not about the heartbeat ([A1]). */
const DENIED = new Set([401, 403]);

/** What an answer means for the heartbeat ([H4], [H5]). */
export function resultOf(answer: Answer, nowMs: number): SendResult {
  const { status } = answer;
  const body = parseJson(answer.body);
  if (status >= 200 && status < 300) {
    return isAccepted(body) ? { kind: 'sent' } : retry(`answered ${status}, but not as a queen does`);
  }
  if (status >= 300 && status < 400) {
    return retry(`answered ${status}, a redirect to ${oneLine(answer.location ?? 'nowhere')}`);
  }
  const isRefused = isProblem(body);
  const reason = isRefused ? oneLine(`${status} ${body.detail}`) : `answered ${status}`;
  const isDenied = DENIED.has(status);
  if (status < 500 && !TEMPORARY.has(status) && !isDenied) return { kind: 'refused', reason };
  const afterMs = retryAfterMs(answer, nowMs);
  return {
    kind: 'retry',
    reason,
    ...(afterMs !== undefined && { afterMs }),
    ...(isRefused && { isRefused }),
    ...(isDenied && { denied: denialOf(body) }),
  };
}

/** Why a 401 or 403 came; one without a problem body is not the queen's. */
function denialOf(body: Fields): Denial {
  if (!isProblem(body)) return 'other';
  if (body.code === 'wrong_hive') return 'wrong_hive';
  return body.code === 'unauthenticated' || body.code === 'forbidden' ? 'token' : 'other';
}

const retry = (reason: string): SendResult => ({ kind: 'retry', reason });

/** A parsed JSON value of which only the fields of an object are read. */
type Fields = Partial<Record<string, unknown>> | null | undefined;

/** Parses a JSON text; undefined if it is not JSON. */
export function parseJson(text: string): Fields {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes text from outside safe for one line of a log ([H9]). Cut first, because the queen chooses its length. */
const oneLine = (text: string): string =>
  visibleText(text.slice(0, 300).replace(/\s+/g, ' ')).replace(/(?<![. ])[. ]+$/, '');

/** True for the body of a queen that accepted the heartbeat ([H4]). */
export function isAccepted(body: unknown): boolean {
  const fields = body as Fields;
  return fields?.['status'] === 'ok' && typeof fields['message'] === 'string';
}

/** True for a refusal with its reason ([H5]), also one with a `code` that this version does not know. */
export function isProblem(body: unknown): body is { readonly code: string; readonly detail: string } {
  const fields = body as Fields;
  return typeof fields?.['code'] === 'string' && typeof fields['detail'] === 'string';
}

/** The number in the header of [L4]; undefined when there is none. */
export const retryMsOf = (header: string | null): number | undefined =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined;

/** The longest timer of Node, 24.8 days, without room for the jitter that is added to a wait. */
const MAX_RETRY_AFTER_MS = 2 ** 31 - 1 - 1_000;

/** Milliseconds that an answer asks to wait ([L4]), at most 24.8 days; undefined when it does not or it cannot be read. */
export const retryAfterMs = ({ retryAfter, date = null }: AskedWait, nowMs: number): number | undefined =>
  askedMs(retryAfter, { nowMs, date, maxMs: MAX_RETRY_AFTER_MS }) ?? undefined;
