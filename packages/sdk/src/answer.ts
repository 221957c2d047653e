import { createCheck, PROBLEM_CONTENT_TYPE, type Problem, ProblemSchema, retryAfterMs } from '@rbee/contract';
import { readText } from './body.ts';
import { isRecord, MAX_TIMER_MS } from './option-checks.ts';

/** An answer whose status is not the expected one ([H5]). */
export interface Refusal {
  /** One sentence with the queen's address, the status and the queen's own explanation. */
  readonly message: string;
  readonly status: number;
  /** The stable code of a problem, null without one; a later queen may send codes beyond `ErrorCode`. */
  readonly code: string | null;
  /** The whole problem; null when this version does not know it. */
  readonly problem: Problem | null;
  /** The wait that the answer asks for (`Retry-After`), milliseconds; null without one. */
  readonly retryAfterMs: number | null;
}

/** True for what `fetch` gives; a `fetch` of the caller's own can give anything. */
export const isResponse = (value: Partial<Response> | null | undefined): value is Response =>
  typeof value?.status === 'number' && typeof value.headers?.get === 'function';

/** Far more than a problem ([H5]) needs. */
const MAX_PROBLEM_BYTES = 1024 * 1024;
const MAX_DETAIL_CHARS = 1_000;

const problemCheck = createCheck(ProblemSchema);

/** Reads a refusal that came at `nowMs`. A body that is not a problem (RFC 9457), or is cut off, is left out. */
export async function readRefusal(response: Response, baseUrl: string, nowMs: number): Promise<Refusal> {
  const { status, headers } = response;
  const isProblem = headers.get('content-type')?.startsWith(PROBLEM_CONTENT_TYPE) === true;
  const text = isProblem ? await readText(response, MAX_PROBLEM_BYTES).catch(() => '') : '';
  const body = parseJson(text);
  const { code, detail } = (isRecord(body) ? body : {}) as Readonly<Record<string, unknown>>;
  const explanation = typeof detail === 'string' ? detail : redirectOf(response);
  return {
    message: sentence(
      `${baseUrl} answered ${status || 'with a redirect'}${explanation && `: ${explanation.slice(0, MAX_DETAIL_CHARS)}`}`,
    ),
    status,
    code: typeof code === 'string' ? code : null,
    problem: problemCheck.is(body) ? body : null,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), {
      nowMs,
      date: headers.get('date'),
      maxMs: MAX_TIMER_MS,
    }),
  };
}

/** What to do about a redirect, which is not followed; empty for other answers. Browsers hide status and target. */
function redirectOf({ status, type, headers }: Response): string {
  if (type !== 'opaqueredirect' && !(status >= 300 && status < 400 && status !== 304)) return '';
  const target = headers.get('location') ?? 'another address';
  return `a redirect to ${target}, which is not followed; give the address of the queen itself`;
}

/** The value of a JSON text; undefined, which JSON does not have, when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The innermost reason: `fetch` in Node says "fetch failed" and keeps the reason in `cause`, which has a code
 * and no message when the host has several addresses.
 */
function reasonOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return textOf(error);
  // Errors of other code may be causes of themselves.
  if (error.cause instanceof Error && depth < MAX_CAUSES) return reasonOf(error.cause, depth + 1);
  if (error.message !== '') return textOf(error.message);
  return textOf('code' in error && typeof error.code === 'string' ? error.code : error.name);
}

const MAX_CAUSES = 8;
const MAX_REASON_CHARS = 500;

/** Any thrown value as text; objects without a prototype have none. */
function textOf(value: unknown): string {
  try {
    return String(value).slice(0, MAX_REASON_CHARS);
  } catch {
    return typeof value;
  }
}

/**
 * Messages of `fetch` that do not say what failed: of Chromium (which may add the host), Firefox, Safari and
 * Node without a cause; from "network error" on, those of a body that was cut off.
 */
const WITHOUT_REASON = [
  /^Failed to fetch( \(.*\))?$/,
  /^NetworkError when attempting to fetch resource\.?$/,
  /^Load failed( \(.*\))?$/,
  /^fetch failed$/,
  /^network error$/,
  /^Error in input stream$/,
];

/** The words and the reason of the failure, if it has one: `No answer from a queen: ECONNREFUSED`. */
export function withReason(words: string, failure: unknown): string {
  const reason = reasonOf(failure);
  return WITHOUT_REASON.some((message) => message.test(reason)) ? words : `${words}: ${reason}`;
}

/** The words as a sentence: they end with exactly one full stop, or with their question or exclamation mark. */
export function sentence(words: string): string {
  const text = words.replace(/(?<![.\s])[.\s]+$/, '');
  return /[?!]$/.test(text) ? text : `${text}.`;
}
