import type { Check, Problem } from '@rbee/contract';
import { timeoutSignal, withSignals } from './abort.ts';
import { isResponse, parseJson, type Refusal, readRefusal, sentence, withReason } from './answer.ts';
import { BodyTooLong, readText } from './body.ts';
import { check, isRecord } from './option-checks.ts';
import { clientSettings, type QueenClientOptions } from './options.ts';
import { bearer, NoToken, readToken, type TokenFields } from './token.ts';

/** Options of one request. */
export interface RequestOptions {
  /** Cancels the request: its promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * `refused`: the queen answered with an error ([H5]); `unreachable`: there was no answer, or it was cut off;
 * `unexpected`: the answer is not one that the wire allows.
 */
export type QueenErrorKind = 'refused' | 'unreachable' | 'unexpected';

/** A request that failed; the message is one sentence. */
export class QueenError extends Error {
  override readonly name = 'QueenError';
  readonly kind: QueenErrorKind;
  /** HTTP status of a refusal; otherwise null. */
  readonly status: number | null;
  /** Stable code of a refusal (`docs/errors.md`), null without one; a later queen may send others. */
  readonly code: string | null;
  /** The queen's whole problem (RFC 9457); null without one that this version knows. */
  readonly problem: Problem | null;
  /** The wait that a refusal asks for (`Retry-After`), milliseconds; null without one. */
  readonly retryAfterMs: number | null;

  constructor(message: string, init: { kind: QueenErrorKind; refusal?: Refusal; cause?: unknown }) {
    const { kind, refusal, cause } = init;
    super(message, { cause });
    this.kind = kind;
    this.status = refusal?.status ?? null;
    this.code = refusal?.code ?? null;
    this.problem = refusal?.problem ?? null;
    this.retryAfterMs = refusal?.retryAfterMs ?? null;
  }
}

interface QueenRequest extends RequestOptions {
  readonly method?: 'GET' | 'DELETE' | 'POST' | 'PATCH';
  /** Path and query under the queen's address. */
  readonly path: string;
  /** Sent as JSON; none unless given. */
  readonly body?: object | undefined;
}

/** The body of an answer that was not refused, and the address that it came from. */
interface Answer {
  readonly text: string;
  readonly url: string;
}

/** A page of a thousand hives with many workers; far more than that is no queen's answer. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/**
 * Returns a function that sends a request to one queen and reads the answer. Every failure is a
 * {@link QueenError}, except a cancelled request and a wrong argument. Redirects are not followed: the header
 * fields of the caller are for the queen alone.
 */
export function createSend(options: QueenClientOptions) {
  const { baseUrl, headers, fetch, timeoutMs, token } = clientSettings(options);

  const attempt = async (
    { method = 'GET', path, body }: QueenRequest,
    fields: TokenFields,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const url = baseUrl + path;
    const type = body && { 'content-type': 'application/json' };
    const init = { method, headers: { ...headers, ...fields, accept: 'application/json', ...type } };
    const content = body && { body: JSON.stringify(body) };
    // A `fetch` of the caller's own can give anything.
    const response: Partial<Response> | null | undefined = await fetch(url, {
      ...init,
      ...content,
      redirect: 'manual',
      signal,
    });
    if (!isResponse(response)) throw new Error('`fetch` gave no response');
    if (response.status >= 200 && response.status < 300) {
      return { text: await readText(response, MAX_ANSWER_BYTES), url };
    }
    const refusal = await readRefusal(response, baseUrl, Date.now());
    throw new QueenError(refusal.message, { kind: 'refused', refusal });
  };

  /** A function may have given a token that has expired since: it is asked once more. */
  const exchange = async (request: QueenRequest, signal: AbortSignal): Promise<Answer> => {
    if (token === undefined) return attempt(request, {}, signal);
    const first = await readToken(token);
    return attempt(request, bearer(first), signal).catch(async (error: unknown) => {
      const isRefused = error instanceof QueenError && error.status === 401;
      const second = isRefused ? await readToken(token) : first;
      if (second === first) throw error;
      return attempt(request, bearer(second), signal);
    });
  };

  return async <T>(request: QueenRequest, read: (answer: Answer) => T): Promise<T> => {
    const { signal: cancel } = request;
    if (cancel !== undefined) check(isSignal(cancel), 'signal', 'an AbortSignal', cancel);
    const timeout = timeoutSignal(timeoutMs);
    try {
      const run = (signal: AbortSignal) => exchange(request, signal);
      return read(await withSignals(cancel ? [cancel, timeout] : [timeout], run));
    } catch (cause) {
      if (cause instanceof QueenError) throw cause;
      if (cancel?.aborted) throw cancel.reason;
      if (cause instanceof NoToken)
        throw new QueenError(sentence(cause.message), { kind: 'unreachable', cause });
      if (cause instanceof BodyTooLong) {
        const message = sentence(
          `The answer of ${baseUrl + request.path} is not a queen's: ${cause.message}`,
        );
        throw new QueenError(message, { kind: 'unexpected', cause });
      }
      const reason = timeout.aborted ? `nothing came within ${timeoutMs / 1_000} s` : cause;
      const message = sentence(withReason(`No answer from ${baseUrl}`, reason));
      throw new QueenError(message, { kind: 'unreachable', cause });
    }
  };
}

const isSignal = (value: unknown): boolean =>
  isRecord(value) && 'aborted' in value && typeof (value as AbortSignal).addEventListener === 'function';

/** A reader of JSON answers that checks them against the wire. */
export function jsonOf<T>(check: Check<T>): (answer: Answer) => T {
  return ({ text, url }) => {
    const value = parseJson(text);
    if (check.is(value)) return value;
    const mismatch = check.mismatch(value);
    const field = mismatch?.pointer ? `its ${mismatch.pointer}` : 'it';
    const words = `The answer of ${url} is not a queen's: ${field} must be ${mismatch?.expected}`;
    throw new QueenError(sentence(words), { kind: 'unexpected' });
  };
}
