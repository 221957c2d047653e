import type { Check, Problem } from '@rbee/contract';
import { parseJson, type Refusal, readRefusal, sentence, withReason } from '../answer.ts';
import { checkedHeaders, resolveBaseUrl } from '../options.ts';

/** Options of {@link createQueenClient}; all are optional. */
export interface QueenClientOptions {
  /**
   * The queen's address with its path prefix. Default: the origin of the page, outside of a page
   * `http://localhost:7833`.
   */
  readonly baseUrl?: string | undefined;
  /** Header fields to send with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Longest wait for an answer, milliseconds; default 10000. */
  readonly timeoutMs?: number | undefined;
  /** Used instead of `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

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

interface QueenErrorInit {
  readonly kind: QueenErrorKind;
  readonly refusal?: Refusal | undefined;
  readonly cause?: unknown;
}

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

  constructor(message: string, { kind, refusal, cause }: QueenErrorInit) {
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

/** Sends a request and reads the answer, which has a status of success. */
export type Send = <T>(request: QueenRequest, read: (response: Response) => Promise<T>) => Promise<T>;

const DEFAULT_TIMEOUT_MS = 10_000;

/** A function that sends requests to one queen; every failure is a {@link QueenError}, except a cancelled request. */
export function createSend(options: QueenClientOptions): Send {
  const baseUrl = resolveBaseUrl(options.baseUrl);
  const headers = { ...checkedHeaders(options.headers), accept: 'application/json' };
  const fetch: typeof globalThis.fetch = options.fetch ?? ((...request) => globalThis.fetch(...request));
  const timeoutMs = checkedTimeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return async ({ method = 'GET', path, signal }, read) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      const response = await fetch(baseUrl + path, { method, headers, signal: either });
      if (!response.ok) throw await refusalOf(response, baseUrl);
      return await read(response);
    } catch (cause) {
      if (cause instanceof QueenError) throw cause;
      signal?.throwIfAborted();
      const reason = timeout.aborted ? `nothing came within ${timeoutMs / 1_000} s` : cause;
      const message = sentence(withReason(`No answer from ${baseUrl}`, reason));
      throw new QueenError(message, { kind: 'unreachable', cause });
    }
  };
}

function checkedTimeout(timeoutMs: number): number {
  if (timeoutMs > 0 && Number.isSafeInteger(timeoutMs)) return timeoutMs;
  throw new RangeError(`timeoutMs must be a whole number of milliseconds above 0, not ${timeoutMs}.`);
}

async function refusalOf(response: Response, baseUrl: string): Promise<QueenError> {
  const refusal = await readRefusal(response);
  const detail = refusal.detail === null ? '' : `: ${refusal.detail}`;
  const message = sentence(`${baseUrl} answered ${refusal.status}${detail}`);
  return new QueenError(message, { kind: 'refused', refusal });
}

/** A reader of JSON answers that checks them against the wire. */
export function jsonOf<T>(check: Check<T>): (response: Response) => Promise<T> {
  return async (response) => {
    const value = parseJson(await response.text());
    if (check.is(value)) return value;
    const mismatch = check.mismatch(value);
    const place = mismatch?.pointer ? `its ${mismatch.pointer}` : 'it';
    const words = `The answer of ${response.url} is not a queen's: ${place} must be ${mismatch?.expected}`;
    throw new QueenError(sentence(words), { kind: 'unexpected' });
  };
}
