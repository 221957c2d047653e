import { backoffMs } from '@rbee/contract';
import { MAX_TIMER_MS } from '../option-checks.ts';
import type { StoreSettings } from '../options.ts';

/** Longest wait after the first failure, and after any number of them unless the server sent `retry:`, milliseconds. */
const FIRST_MAX_MS = 250;
const MAX_MS = 15_000;

/** The backoff ends at so many times the `retry:` of the server, but not below that time ([S7]). */
const MAX_PER_RETRY = 4;
const LEAST_MAX_MS = 1_000;

/** Most of what is added at random to a wait that the server asked for. */
const MAX_SPREAD_MS = 15_000;

/** What a server said about further attempts, milliseconds; null where it said nothing. */
export interface ServerWaits {
  /** Its last `retry:`. */
  readonly retryMs: number | null;
  /** The `Retry-After` of its answer. */
  readonly retryAfterMs: number | null;
}

/**
 * Milliseconds until the next attempt after this many failures in a row: exponential backoff with full jitter, up to
 * 15 s, or to four times the `retry:`, which the queen sizes by its watchers ([S7]). A wait that the server asked for
 * is the lower bound, however long it is. Up to half of it, at most 15 s, is added at random, so that the clients of
 * one queen do not all reconnect at the same moment. `random` is a number from 0 up to 1.
 */
export function reconnectDelay(
  failures: number,
  { retryMs, retryAfterMs }: ServerWaits,
  random: number,
): number {
  const maxMs = retryMs === null ? MAX_MS : Math.min(MAX_MS, Math.max(LEAST_MAX_MS, MAX_PER_RETRY * retryMs));
  const asked = Math.max(retryMs ?? 0, retryAfterMs ?? 0);
  const spread = random * Math.min(asked / 2, MAX_SPREAD_MS);
  const backoff = backoffMs(failures, random, { firstMaxMs: FIRST_MAX_MS, maxMs });
  return Math.min(MAX_TIMER_MS, Math.max(backoff, asked + spread));
}

/** Attempts that a network that is back, or a page that is seen again, may bring forward: three, then one in 5 s. */
const WAKES = 3;
const WAKE_EVERY_MS = 5_000;

/** Says when the next attempt is due, and whether it may be brought forward. */
export class RetryPolicy {
  readonly #options: Pick<StoreSettings, 'clock' | 'random'>;
  #failures = 0;
  /** The last `retry:` ([S7]), milliseconds; it holds until the server sends another. Null before the first. */
  #retryMs: number | null = null;
  /** The wait that the server demanded at the last end. */
  #demand = { from: 0, ms: 0 };
  #wakes = { left: WAKES, at: 0 };

  constructor(options: Pick<StoreSettings, 'clock' | 'random'>) {
    this.#options = options;
  }

  /** The server sent `retry:`. */
  reconnectionTime(ms: number): void {
    this.#retryMs = Math.min(ms, MAX_TIMER_MS);
  }

  /** The backoff starts over; what the server demanded still holds. */
  restart(): void {
    this.#failures = 0;
  }

  /**
   * A connection ended, or could not be made. Returns the milliseconds until the next attempt.
   *
   * @param wasSteady true if it was good for so long that the backoff starts over
   * @param retryAfterMs the wait of its `Retry-After`
   */
  ended(wasSteady: boolean, retryAfterMs: number | null): number {
    const { clock, random } = this.#options;
    this.#failures = wasSteady ? 1 : this.#failures + 1;
    this.#demand = { from: clock.now(), ms: Math.max(this.#retryMs ?? 0, retryAfterMs ?? 0) };
    return reconnectDelay(this.#failures, { retryMs: this.#retryMs, retryAfterMs }, random());
  }

  /** Milliseconds for which the server still demands to wait. */
  demandedMs(): number {
    const { from, ms } = this.#demand;
    const passedMs = Math.max(0, this.#options.clock.now() - from); // the clock may have been set back
    return Math.max(0, ms - passedMs);
  }

  /** True if the next attempt may be made at once, although it is not due. */
  mayWake(): boolean {
    if (this.demandedMs() > 0) return false;
    const now = this.#options.clock.now();
    const { left, at } = this.#wakes;
    const available = Math.min(WAKES, left + Math.max(0, now - at) / WAKE_EVERY_MS);
    const isAllowed = available >= 1;
    this.#wakes = { left: isAllowed ? available - 1 : available, at: now };
    return isAllowed;
  }
}
