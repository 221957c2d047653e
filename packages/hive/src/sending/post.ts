import type { Clock } from '../clock.ts';
import type { Answer } from './answer.ts';
import { type FetchQueen, readBody } from './fetch-queen.ts';

/** How to reach the queen, and until when. */
export interface PostOptions {
  readonly fetch: FetchQueen;
  readonly clock: Clock;
  /** Sent as `Authorization: Bearer` ([A2]). */
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

/** The answer to a POST, or why there is none, as text for a log. */
export type Posted =
  | { readonly ok: true; readonly answer: Answer; readonly header: (name: string) => string | null }
  | { readonly ok: false; readonly reason: string };

/** Longest time for one POST with its answer. */
const TIMEOUT_MS = 5_000;

/** A queen answers with one short sentence. */
export const MAX_ANSWER_BYTES = 16 * 1024;

/** The header with a token ([A2]). */
export const authorization = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** POSTs a JSON text to the queen; takes 5 s at most, follows no redirect and never throws. */
export async function post(url: URL, body: string, options: PostOptions): Promise<Posted> {
  const timeout = new AbortController();
  const cancel = options.clock.after(TIMEOUT_MS, () => timeout.abort());
  try {
    return await send(url, body, options, AbortSignal.any([options.signal, timeout.signal]));
  } catch (error) {
    const isLate = timeout.signal.aborted;
    return { ok: false, reason: isLate ? `no answer within ${TIMEOUT_MS / 1_000} s` : reasonOf(error) };
  } finally {
    cancel();
  }
}

async function send(
  url: URL,
  body: string,
  { fetch, token }: PostOptions,
  signal: AbortSignal,
): Promise<Posted> {
  const headers = { 'content-type': 'application/json', ...authorization(token) };
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  const header = (name: string) => response.headers.get(name);
  const answer = {
    status: response.status,
    retryAfter: header('retry-after'),
    date: header('date'),
    location: header('location'),
    body: await readBody(response, MAX_ANSWER_BYTES),
  };
  return { ok: true, answer, header };
}

/** An error of `fetch` says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (typeof cause !== 'object' || cause === null) return String(cause);
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message ?? cause);
}
