import type { Check } from '@rbee/contract';
import { checkedHeaders, readRefusal, resolveBaseUrl, sentence, withReason } from '../http/index.ts';
import { QueenError } from './queen-error.ts';

/** How to reach the queen. All of it is optional. */
export interface QueenClientOptions {
  /**
   * The queen's address, a path prefix included. Without it: the origin of the page, and outside of a page
   * `http://localhost:7833`.
   */
  readonly baseUrl?: string | undefined;
  /** Header fields to send with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long to wait for an answer, milliseconds; 10000. */
  readonly timeoutMs?: number | undefined;
  /** In the place of `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** What goes for one question only. */
export interface RequestOptions {
  /** Gives the question up: its promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One question. */
interface Question extends RequestOptions {
  readonly method?: 'GET' | 'DELETE';
  /** Path under the queen's address, and query. */
  readonly path: string;
}

/** Asks; the answer is a response with a status of success. */
export type Ask = <T>(question: Question, read: (response: Response) => Promise<T>) => Promise<T>;

const DEFAULT_TIMEOUT_MS = 10_000;

/** A function that asks one queen and puts every way to fail into a {@link QueenError}. */
export function createAsk(options: QueenClientOptions): Ask {
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
      throw new QueenError(sentence(withReason(`No answer from ${baseUrl}`, reason)), {
        kind: 'unreachable',
        cause,
      });
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
  return new QueenError(sentence(`${baseUrl} answered ${refusal.status}${detail}`), {
    kind: 'refused',
    refusal,
  });
}

/** Reads an answer of JSON and checks it against the wire. */
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

/** The value, or undefined, which no JSON text stands for. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
