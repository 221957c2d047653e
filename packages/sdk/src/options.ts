import { DEFAULT_QUEEN_PORT, LIMITS } from '@rbee/contract';
import { type Clock, systemClock } from './platform.ts';

interface QueenOptions {
  /**
   * The queen's address with its path prefix. Default: the origin of the page, outside of a page
   * `http://localhost:7833`.
   */
  readonly baseUrl?: string | undefined;
  /** Header fields to send with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Used instead of `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Options of {@link createQueenClient}; all are optional. */
export interface QueenClientOptions extends QueenOptions {
  /** Longest wait for an answer, milliseconds; default 10000. */
  readonly timeoutMs?: number | undefined;
}

/** Options of {@link createHeartbeatStore}; all are optional. */
export interface HeartbeatStoreOptions extends QueenOptions {
  /** Silence after which an open stream counts as stale, milliseconds; default 6000. The queen sends a beat every 2500. */
  readonly staleAfterMs?: number | undefined;
  /** Time for which the stream stays open after the last subscriber left, milliseconds; default 1000. */
  readonly lingerMs?: number | undefined;
  /** Requests samples as changes ([S11]), which need a fraction of the bytes; default true. An older queen ignores it. */
  readonly delta?: boolean | undefined;
  /** Used instead of `Math.random` for the jitter of reconnects. */
  readonly random?: (() => number) | undefined;
  /** Used instead of `Date.now` and `setTimeout`. */
  readonly clock?: Clock | undefined;
}

/** The options of a client with their defaults. Throws an error that names the option when a value is not allowed. */
export function clientSettings(options: QueenClientOptions) {
  const { timeoutMs = 10_000 } = options;
  if (!(timeoutMs > 0 && Number.isSafeInteger(timeoutMs))) {
    throw new RangeError(`timeoutMs must be a whole number of milliseconds above 0, not ${timeoutMs}.`);
  }
  return { ...queenSettings(options), timeoutMs };
}

/** The settings of a store. */
export type StoreSettings = ReturnType<typeof storeSettings>;

/** The options of a store with their defaults. Throws an error that names the option when a value is not allowed. */
export function storeSettings(options: HeartbeatStoreOptions) {
  const { lingerMs = 1_000, delta = true, random = Math.random, clock = systemClock } = options;
  // Two beats of the queen ([S3]) and a second of network delay.
  const { staleAfterMs = 2 * LIMITS.queenBeatMs + 1_000 } = options;
  if (!(staleAfterMs > 0 && Number.isFinite(staleAfterMs))) {
    throw new RangeError(`staleAfterMs must be a number of milliseconds above 0, not ${staleAfterMs}.`);
  }
  if (!(lingerMs >= 0 && Number.isFinite(lingerMs))) {
    throw new RangeError(`lingerMs must be a number of milliseconds from 0, not ${lingerMs}.`);
  }
  return { ...queenSettings(options), staleAfterMs, lingerMs, delta, random, clock };
}

/** Calls the `fetch` of the moment, which a page may have replaced since the options were read. */
const globalFetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);

function queenSettings({ baseUrl, headers = {}, fetch = globalFetch }: QueenOptions) {
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  return { baseUrl: resolveBaseUrl(baseUrl), headers: { ...headers }, fetch };
}

function checkHeader(name: string, value: string): void {
  try {
    new Headers([[name, value]]);
  } catch {
    const text = JSON.stringify(name);
    throw new TypeError(`headers must be names and values that HTTP can send, unlike ${text}.`);
  }
}

const LOCAL_QUEEN = `http://localhost:${DEFAULT_QUEEN_PORT}`;

/**
 * The queen's address in one canonical form, without a trailing slash: equal addresses give equal texts.
 * Without a given address: the origin of the page, because a queen serves its own page; outside of a page
 * the queen on this machine.
 *
 * @throws TypeError, one sentence, when it is not an http or https address without password, query and fragment.
 */
export function resolveBaseUrl(given: string | undefined): string {
  const text = given ?? pageOrigin() ?? LOCAL_QUEEN;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(
      `baseUrl must be an http or https address such as ${LOCAL_QUEEN}, not ${JSON.stringify(text)}.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('baseUrl must not carry a user name or a password; send them in `headers`.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new TypeError(
      `baseUrl must end with its path, without "?" or "#", unlike ${JSON.stringify(text)}.`,
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** The origin of the page; undefined outside of a page and for a page that was opened from a file. */
function pageOrigin(): string | undefined {
  if (typeof location === 'undefined') return undefined;
  return /^https?:$/.test(location.protocol) ? location.origin : undefined;
}
