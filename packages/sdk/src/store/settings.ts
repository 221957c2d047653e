import { LIMITS } from '@rbee/contract';
import { checkedHeaders, resolveBaseUrl } from '../options.ts';
import { type Clock, systemClock } from '../platform.ts';

/** Options of {@link createHeartbeatStore}; all are optional. */
export interface HeartbeatStoreOptions {
  /**
   * The queen's address with its path prefix. Default: the origin of the page, outside of a page
   * `http://localhost:7833`.
   */
  readonly baseUrl?: string | undefined;
  /** Header fields to send with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Silence after which an open stream counts as stale, milliseconds; default 6000. The queen sends a beat every 2500. */
  readonly staleAfterMs?: number | undefined;
  /** Time for which the stream stays open after the last subscriber left, milliseconds; default 1000. */
  readonly lingerMs?: number | undefined;
  /** Requests samples as changes ([S11]), which need a fraction of the bytes; default true. An older queen ignores it. */
  readonly delta?: boolean | undefined;
  /** Used instead of `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Used instead of `Math.random` for the jitter of reconnects. */
  readonly random?: (() => number) | undefined;
  /** Used instead of `Date.now` and `setTimeout`. */
  readonly clock?: Clock | undefined;
}

/** The options with their defaults. */
export type Settings = {
  readonly [Name in keyof HeartbeatStoreOptions]-?: NonNullable<HeartbeatStoreOptions[Name]>;
};

const DEFAULT_LINGER_MS = 1_000;
/** Two beats of the queen ([S3]) and a second of network delay. */
const DEFAULT_STALE_AFTER_MS = 2 * LIMITS.queenBeatMs + 1_000;

/** Adds the defaults. Throws an error of one sentence that names the option when a value is not allowed. */
export function settingsOf(options: HeartbeatStoreOptions): Settings {
  const { staleAfterMs = DEFAULT_STALE_AFTER_MS, lingerMs = DEFAULT_LINGER_MS } = options;
  if (!(staleAfterMs > 0 && Number.isFinite(staleAfterMs))) {
    throw new RangeError(`staleAfterMs must be a number of milliseconds above 0, not ${staleAfterMs}.`);
  }
  if (!(lingerMs >= 0 && Number.isFinite(lingerMs))) {
    throw new RangeError(`lingerMs must be a number of milliseconds from 0, not ${lingerMs}.`);
  }
  return {
    baseUrl: resolveBaseUrl(options.baseUrl),
    headers: checkedHeaders(options.headers),
    staleAfterMs,
    lingerMs,
    delta: options.delta ?? true,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    random: options.random ?? Math.random,
    clock: options.clock ?? systemClock,
  };
}
