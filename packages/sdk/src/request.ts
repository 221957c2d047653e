import type { Check, Problem } from '@rbee/contract';
import { parseJson, type Refusal, readRefusal, sentence, withReason } from './answer.ts';
import { clientSettings, type QueenClientOptions } from './options.ts';

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

  constructor(message: string, init: { kind: QueenErrorKind; refusal?: Refusal; cause?: unknown }) {
    const { kind, refusal, cause } = init;
    super(message, { cause });
    this.kind = kind;
    this.status = refusal?.status ?? null;
    this.code = refusal?.code ?? null;
    this.problem = refusal?.problem ?? null;
  }
}

interface QueenRequest extends RequestOptions {
  readonly method?: 'GET' | 'DELETE';
  /** Path and query under the queen's address. */
  readonly path: string;
}

/**
 * Returns a function that sends a request to one queen and reads the answer. Every failure is a
 * {@link QueenError}, except a cancelled request.
 */
export function createSend(options: QueenClientOptions) {
  const { baseUrl, headers, fetch, timeoutMs } = clientSettings(options);
  return async <T>(request: QueenRequest, read: (response: Response) => Promise<T>): Promise<T> => {
    const { method = 'GET', path, signal } = request;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(baseUrl + path, {
        method,
        headers: { ...headers, accept: 'application/json' },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      if (response.ok) return await read(response);
      const refusal = await readRefusal(response, baseUrl, Date.now());
      throw new QueenError(refusal.message, { kind: 'refused', refusal });
    } catch (cause) {
      if (cause instanceof QueenError) throw cause;
      signal?.throwIfAborted();
      const reason = timeout.aborted ? `nothing came within ${timeoutMs / 1_000} s` : cause;
      const message = sentence(withReason(`No answer from ${baseUrl}`, reason));
      throw new QueenError(message, { kind: 'unreachable', cause });
    }
  };
}

/** A reader of JSON answers that checks them against the wire. */
export function jsonOf<T>(check: Check<T>): (response: Response) => Promise<T> {
  return async (response) => {
    const value = parseJson(await response.text());
    if (check.is(value)) return value;
    const mismatch = check.mismatch(value);
    const field = mismatch?.pointer ? `its ${mismatch.pointer}` : 'it';
    const words = `The answer of ${response.url} is not a queen's: ${field} must be ${mismatch?.expected}`;
    throw new QueenError(sentence(words), { kind: 'unexpected' });
  };
}
