import { isAccepted, isProblem } from './answer-shapes.ts';
import { retryAfterMs } from './retry-after.ts';
import type { SendResult } from './sender.ts';

/** What the queen answered to a heartbeat. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly location: string | null;
  readonly body: string;
}

/** Statuses of the 4xx family that say "later" rather than "never"; 409: another run has this hive's id, perhaps the last one. */
const LATER = new Set([408, 409, 425, 429]);

/** What an answer means for the heartbeat ([H4], [H5]). */
export function resultOf(answer: Answer, nowMs: number): SendResult {
  const { status } = answer;
  const body = parse(answer.body);
  if (status >= 200 && status < 300) {
    return isAccepted(body) ? { kind: 'sent' } : retry(`it answered ${status} but not as a queen does`);
  }
  if (status >= 300 && status < 400) {
    return retry(`it answered ${status} and points to ${oneLine(answer.location ?? 'nowhere')}`);
  }
  const reason = isProblem(body) ? oneLine(`${status} ${body.detail}`) : `it answered ${status}`;
  if (status < 500 && !LATER.has(status)) return { kind: 'refused', reason };
  const afterMs = retryAfterMs(answer.retryAfter, nowMs);
  return afterMs === undefined ? retry(reason) : { kind: 'retry', reason, afterMs };
}

const retry = (reason: string): SendResult => ({ kind: 'retry', reason });

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Foreign text made fit for one line of a log. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .slice(0, 300)
    .replace(/[.\s]+$/, '');
