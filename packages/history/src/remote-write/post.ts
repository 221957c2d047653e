/** What became of a request. */
export type Sent =
  | { readonly kind: 'sent' }
  /** The receiver does not take it, and would not the next time. */
  | { readonly kind: 'refused'; readonly why: string }
  /** It is to be sent again, not before `afterMs` if that is told. */
  | { readonly kind: 'retry'; readonly why: string; readonly afterMs?: number };

/** A `fetch` that sends requests to a target. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** So much of an answer is read, so that its connection can be used again. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** A receiver that asks for a longer wait is asked again after this time. */
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Sends one request as remote write 1.0 wants it (https://prometheus.io/docs/specs/remote_write_spec): 429, 5xx and failures of the
 * network are worth a retry, other refusals are not. A redirect is not followed, as it could lead the headers to another host.
 */
export async function post(
  {
    url,
    headers,
    body,
    signal,
  }: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array<ArrayBuffer>;
    readonly signal: AbortSignal;
  },
  fetch: Fetch,
  now: () => number,
): Promise<Sent> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await readAway(response);
    return outcomeOf(response, now());
  } catch (error) {
    return { kind: 'retry', why: signal.aborted ? 'it did not answer in time' : reasonOf(error) };
  }
}

function outcomeOf({ status, headers }: Response, now: number): Sent {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const why = `it answered ${status}`;
  if (status === 429 || status >= 500) {
    const afterMs = retryAfterMs(headers.get('retry-after'), now);
    return { kind: 'retry', why, ...(afterMs !== undefined && { afterMs }) };
  }
  if (status < 400) return { kind: 'retry', why: `${why}, a redirect: name the address that it leads to` };
  return { kind: 'refused', why };
}

/** Milliseconds of a `Retry-After`: seconds or a date (RFC 9110 section 10.2.3); undefined if it is neither. */
export function retryAfterMs(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

/** Reads what there is of the answer, but not endlessly. */
async function readAway({ body }: Response): Promise<void> {
  if (!body) return;
  const reader = body.getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes += value.length;
    if (bytes > MAX_ANSWER_BYTES) return reader.cancel();
  }
}

/** The code of a network error, such as ECONNREFUSED; never a message, as that can contain the address. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown };
  const code = cause?.code ?? (error as { code?: unknown }).code ?? name;
  return `it cannot be reached (${String(code).slice(0, 64)})`;
}
