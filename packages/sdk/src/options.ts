import { DEFAULT_QUEEN_PORT, LIMITS } from '@rbee/contract';
import { check, checkCount, checkMs, isClock, isRecord, shareOf, shown } from './option-checks.ts';
import { type Clock, systemClock } from './platform.ts';
import { MAX_HIVES, MAX_SAMPLE_CHARS } from './samples/index.ts';
import { sharedFetch } from './shared/index.ts';
import { checkToken, type TokenOption } from './token.ts';

interface QueenOptions {
  /**
   * The queen's address with its path prefix. Default: the origin of the page, outside of a page
   * `http://localhost:7833`.
   */
  readonly baseUrl?: string | undefined;
  /**
   * An API token ([A2]), sent as `Authorization: Bearer`, or a function that gives the one of the moment. The function
   * is called before each request. Default: a browser sends the session's cookie to the queen that served the page.
   */
  readonly token?: TokenOption | undefined;
  /** Header fields to send with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Used instead of `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Options of {@link createQueenClient}; all are optional. A time is at most 2147483647 ms (24.8 days). */
export interface QueenClientOptions extends QueenOptions {
  /** Longest wait for an answer, milliseconds; default 10000. */
  readonly timeoutMs?: number | undefined;
}

/** Options of {@link createHeartbeatStore}; all are optional. A time is at most 2147483647 ms (24.8 days). */
export interface HeartbeatStoreOptions extends QueenOptions {
  /** Silence after which an open stream counts as stale, milliseconds; default 6000. The queen sends a beat every 2500. */
  readonly staleAfterMs?: number | undefined;
  /** Time for which the stream stays open after the last subscriber left, milliseconds; default 1000. */
  readonly lingerMs?: number | undefined;
  /** Requests samples as changes ([S11]), which need a fraction of the bytes; default true. An older queen ignores it. */
  readonly delta?: boolean | undefined;
  /** Most hives that are kept; default 100000. Samples of further hives are skipped and counted. */
  readonly maxHives?: number | undefined;
  /**
   * Most characters of JSON that the last samples of all hives may have together; default 134217728 (128 Mi).
   * Samples beyond are skipped and counted.
   */
  readonly maxSampleChars?: number | undefined;
  /**
   * Reads the stream through one connection for all pages of the browser that watch the same queen with the same
   * headers; default true. With HTTP/1.1 a browser has six connections for an address, and a stream takes one of them.
   * It has no effect with a `fetch` of your own, with a function as `token`, outside of a browser, and where pages
   * cannot have a `SharedWorker`.
   */
  readonly share?: boolean | undefined;
  /** Used instead of `Math.random` for the jitter of reconnects. */
  readonly random?: (() => number) | undefined;
  /** Used instead of `Date.now` and `setTimeout`. */
  readonly clock?: Clock | undefined;
}

/** The options of a client with their defaults. Throws an error that names the option when a value is not allowed. */
export function clientSettings(options: QueenClientOptions) {
  const settings = queenSettings(options);
  const { timeoutMs = 10_000 } = options;
  checkMs('timeoutMs', timeoutMs, { above: 0, whole: true });
  return { ...settings, timeoutMs };
}

/** The settings of a store. */
export type StoreSettings = ReturnType<typeof storeSettings>;

/** The options of a store with their defaults. Throws an error that names the option when a value is not allowed. */
export function storeSettings(options: HeartbeatStoreOptions) {
  const settings = queenSettings(options);
  const { lingerMs = 1_000, delta = true, share = true } = options;
  const { random = Math.random, clock = systemClock } = options;
  const { maxHives = MAX_HIVES, maxSampleChars = MAX_SAMPLE_CHARS } = options;
  // Two beats of the queen ([S3]) and a second of network delay.
  const { staleAfterMs = 2 * LIMITS.queenBeatMs + 1_000 } = options;
  checkMs('staleAfterMs', staleAfterMs, { above: 0 });
  checkMs('lingerMs', lingerMs, { from: 0 });
  checkCount('maxHives', maxHives);
  checkCount('maxSampleChars', maxSampleChars);
  check(typeof delta === 'boolean', 'delta', 'true or false', delta);
  check(typeof share === 'boolean', 'share', 'true or false', share);
  // A function may give every page another token, and the worker would keep what each of them once got.
  const isShared = share && options.fetch === undefined && typeof settings.token !== 'function';
  const fetch = isShared ? sharedFetch : settings.fetch;
  check(typeof random === 'function', 'random', 'a function that gives a number from 0 up to 1', random);
  check(isClock(clock), 'clock', 'an object with the functions `now` and `after`', clock);
  const limits = { maxHives, maxSampleChars };
  return { ...settings, ...limits, fetch, staleAfterMs, lingerMs, delta, random: shareOf(random), clock };
}

/** Calls the `fetch` of the moment, which a page may have replaced since the options were read. */
const globalFetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);

function queenSettings(options: QueenOptions) {
  check(isRecord(options), 'The options', `an object such as { baseUrl: '${LOCAL_QUEEN}' }`, options);
  const { baseUrl, headers = {}, fetch = globalFetch, token } = options;
  checkToken(token);
  check(typeof fetch === 'function', 'fetch', 'a function such as `globalThis.fetch`', fetch);
  return { baseUrl: resolveBaseUrl(baseUrl), headers: checkedHeaders(headers), fetch, token };
}

/** The header fields with lower-case names, so that those of this package replace the caller's. */
function checkedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const expected = "a plain object of names and texts, such as { authorization: 'Bearer …' }";
  // A `Headers` object and a `Map` have no fields of their own: they would be dropped silently.
  check(isRecord(headers) && !(Symbol.iterator in headers), 'headers', expected, headers);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      checkHeader(name, value);
      return [name.toLowerCase(), value];
    }),
  );
}

function checkHeader(name: string, value: string): void {
  const text = JSON.stringify(name);
  check(typeof value === 'string', `The value of the header ${text}`, 'a text', value);
  try {
    new Headers([[name, value]]);
  } catch {
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
  const text = given === undefined ? (pageOrigin() ?? LOCAL_QUEEN) : given;
  const url = parsedUrl(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(
      `baseUrl must be an http or https address such as ${LOCAL_QUEEN}, not ${shown(text)}.`,
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
  return url.origin + url.pathname.replace(/(?<!\/)\/+$/, '');
}

function parsedUrl(text: unknown): URL | null {
  if (typeof text !== 'string') return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/**
 * The origin of the page; undefined outside of a page and for a page that was opened from a file. A frame with
 * `srcdoc` has no address of its own: its origin is that of the page around it, or, if a sandbox hides that, the
 * origin of the base address that it has from there.
 */
function pageOrigin(): string | undefined {
  if (typeof location === 'undefined') return undefined;
  const page: { readonly origin?: unknown } = globalThis;
  const base = location.protocol === 'about:' && typeof document !== 'undefined' ? document.baseURI : '';
  return [location.origin, page.origin, parsedUrl(base)?.origin].find(isWebOrigin);
}

const isWebOrigin = (origin: unknown): origin is string =>
  typeof origin === 'string' && /^https?:\/\//.test(origin);
