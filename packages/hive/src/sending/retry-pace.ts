import { backoffMs, LIMITS } from '@rbee/contract/plain';
import type { Denial } from './sender.ts';

/** Exponential backoff where no `retry_ms` holds, milliseconds. */
const BACKOFF = { minMs: 250, firstMaxMs: 500, maxMs: LIMITS.maxRetryMs } as const;

/** A wait after the second failure and later is `retry_ms` give or take this part. */
const JITTER = 0.25;

/** Least wait before a hive that was let in no more shows its token again ([A3]), and as much again at random, milliseconds. */
const DENIED_MS = 15_000;

/** How an attempt failed. */
export interface Failure {
  /** The wait that the queen asked for, milliseconds. */
  readonly afterMs?: number | undefined;
  /** True if the queen itself has answered. */
  readonly isRefused?: boolean;
  /** Why the queen lets this hive in no more. */
  readonly denied?: Denial;
}

/**
 * When a hive tries again ([L4]). The queen sizes `retry_ms` by its fleet: within it every hive makes one attempt, at a random
 * time. So a small fleet is back within a second, and a large one does not come all at once. As every hive keeps its own random
 * phase, hives stay spread for as long as the queen is away, and nobody waits longer after a longer outage.
 */
export class RetryPace {
  readonly #random: () => number;
  /** The last `retry_ms`; null until the queen has sent one. */
  #retryMs: number | null = null;
  /** Failures in a row. */
  #failures = 0;

  /** `random` gives a number from 0 up to 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** True from a failure or the loss of a link until a heartbeat was sent. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** The queen said `retry_ms`; what is no number is ignored. */
  heard(retryMs: unknown): void {
    if (typeof retryMs !== 'number' || Number.isNaN(retryMs)) return;
    this.#retryMs = Math.min(LIMITS.maxRetryMs, Math.max(LIMITS.minRetryMs, retryMs));
  }

  /** A heartbeat was sent. */
  succeeded(): void {
    this.#failures = 0;
  }

  /**
   * A link that was open has ended, probably those of all hives. Returns the milliseconds until the next attempt; `spreadMs` is
   * the time over which to spread it unless the queen has said one.
   */
  lost(spreadMs: number): number {
    this.#failures = Math.max(1, this.#failures);
    return this.#random() * (this.#retryMs ?? spreadMs);
  }

  /**
   * An attempt has failed. Returns the milliseconds until the next one. To a wait that the queen asked for up to 0.25 s is added,
   * so that hives do not all return in the same moment. A queen that is there and cannot take the heartbeat is asked less and
   * less often. A hive that it lets in no more asks at most every 15 s ([A3]).
   */
  failed({ afterMs, isRefused = false, denied }: Failure = {}): number {
    this.#failures += 1;
    const random = this.#random();
    if (denied) return Math.max(DENIED_MS, afterMs ?? 0) + random * DENIED_MS;
    if (afterMs !== undefined) return Math.max(BACKOFF.minMs, afterMs + random * BACKOFF.minMs);
    if (this.#retryMs === null || isRefused) return backoffMs(this.#failures, random, BACKOFF);
    if (this.#failures === 1) return BACKOFF.minMs + random * (this.#retryMs - BACKOFF.minMs);
    return this.#retryMs * (1 - JITTER + 2 * JITTER * random);
  }
}
