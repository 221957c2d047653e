/** How attempts are slowed. */
export interface DelayRule {
  /** Failures before the first wait. */
  readonly free: number;
  readonly maxWaitMs: number;
}

interface Failures {
  count: number;
  /** When the next attempt may come. */
  readyAt: number;
  /** The same without the last attempt. */
  readyBefore: number;
  lastAt: number;
  /** The only name that failed; null if attempts have no name. */
  name: string | null | typeof SEVERAL;
}

const SEVERAL = Symbol('several names');

const FIRST_WAIT_MS = 1_000;
const FORGET_MS = 24 * 3_600_000;
/** Above this the one whose last attempt is longest ago is forgotten. */
const MAX_KEYS = 10_000;

/**
 * Waits that grow with the failures of a key ([A8]). An attempt counts as failed from its start, so that many at once are not looked at
 * together. Nobody is locked out for ever.
 */
export class Delays {
  readonly #rule: DelayRule;
  readonly #failures = new Map<string, Failures>();

  constructor(rule: DelayRule) {
    this.#rule = rule;
  }

  /** Milliseconds until an attempt may be made. */
  waitMs(key: string, now: number): number {
    const it = this.#failures.get(key);
    return it === undefined || now - it.lastAt >= FORGET_MS ? 0 : Math.max(0, it.readyAt - now);
  }

  start(key: string, name: string | null, now: number): void {
    const known = this.#failures.get(key);
    const before = known !== undefined && now - known.lastAt < FORGET_MS ? known : undefined;
    const count = (before?.count ?? 0) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, {
      count,
      readyAt: now + this.#waitAfter(count),
      readyBefore: before?.readyAt ?? now,
      lastAt: now,
      name: before === undefined || before.name === name ? name : SEVERAL,
    });
    if (this.#failures.size <= MAX_KEYS) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  /** The attempt says nothing about whoever made it: as if it had not been started. */
  undo(key: string): void {
    const it = this.#failures.get(key);
    if (it === undefined) return;
    it.count -= 1;
    it.readyAt = it.readyBefore;
    if (it.count <= 0) this.#failures.delete(key);
  }

  /** It succeeded. Failures of other names stay: who has one account cannot try passwords of others for ever. */
  succeed(key: string, name: string | null): void {
    if (this.#failures.get(key)?.name === name) this.#failures.delete(key);
    else this.undo(key);
  }

  #waitAfter(count: number): number {
    return count < this.#rule.free
      ? 0
      : Math.min(FIRST_WAIT_MS * 2 ** (count - this.#rule.free), this.#rule.maxWaitMs);
  }
}
