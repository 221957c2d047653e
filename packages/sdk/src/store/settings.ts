import { LIMITS } from '@rbee/contract';
import { checkedHeaders, resolveBaseUrl } from '../options.ts';
import { type Clock, systemClock } from '../platform.ts';

/** How to reach the queen, and what a test may put in the place of the world. All of it is optional. */
export interface HeartbeatStoreOptions {
  /**
   * The queen's address, a path prefix included. Without it: the origin of the page, and outside of a page
   * `http://localhost:7833`.
   */
  readonly baseUrl?: string | undefined;
  /** Header fields to send with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Silence after which an open stream counts as stale, milliseconds; 6000, as the queen speaks every 2500. */
  readonly staleAfterMs?: number | undefined;
  /** How long the stream stays open after the last subscriber left, milliseconds; 1000. */
  readonly lingerMs?: number | undefined;
  /** Whether samples may come as changes ([S11]), which are a fraction of the bytes; true. A queen that cannot, does not. */
  readonly delta?: boolean | undefined;
  /** In the place of `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** In the place of `Math.random`: spreads the reconnects. */
  readonly random?: (() => number) | undefined;
  /** In the place of the machine's clock. */
  readonly clock?: Clock | undefined;
}

/** The options with everything filled in. */
export type Settings = {
  readonly [Name in keyof HeartbeatStoreOptions]-?: NonNullable<HeartbeatStoreOptions[Name]>;
};

const DEFAULT_LINGER_MS = 1_000;
/** Two beats of the queen ([S3]) and a second for the way. */
const DEFAULT_STALE_AFTER_MS = 2 * LIMITS.queenBeatMs + 1_000;

/** Fills in what was left out. Throws one sentence that names the option when one cannot be. */
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
