/** Bounds of what is pending. */
export interface PendingLimits {
  /** Time until an entry expires, milliseconds. */
  readonly ageMs: number;
  /** Entries in all, and of one owner; beyond them the oldest gives way. */
  readonly entries: number;
  readonly entriesOfOne: number;
}

interface Entry<T> {
  readonly value: T;
  readonly owner: string;
  readonly expiresAt: number;
}

/**
 * What waits for the second half of a sign-in, by a key that only the other side knows. Each entry can be taken once. Strangers can begin
 * as many sign-ins as they like, so the oldest of one owner (an address) gives way first, and then the oldest of all.
 */
export class Pending<T> {
  readonly #limits: PendingLimits;
  /** Milliseconds of a clock that is never set. */
  readonly #monotonic: () => number;
  /** In the order of their time, as a map keeps it. */
  readonly #entries = new Map<string, Entry<T>>();
  readonly #keysOf = new Map<string, Set<string>>();

  constructor(limits: PendingLimits, monotonic: () => number) {
    this.#limits = limits;
    this.#monotonic = monotonic;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(key: string, value: T, owner: string): void {
    this.#removeExpired();
    const own = this.#keysOf.get(owner);
    if (own && own.size >= this.#limits.entriesOfOne) this.#removeFirst(own.keys());
    if (this.#entries.size >= this.#limits.entries) this.#removeFirst(this.#entries.keys());
    this.#entries.set(key, { value, owner, expiresAt: this.#monotonic() + this.#limits.ageMs });
    const keys = this.#keysOf.get(owner);
    if (keys) keys.add(key);
    else this.#keysOf.set(owner, new Set([key]));
  }

  /** The value, which nobody can take again; undefined if there is none, or it has expired. */
  take(key: string): T | undefined {
    this.#removeExpired();
    const entry = this.#entries.get(key);
    this.#remove(key);
    return entry?.value;
  }

  #removeExpired(): void {
    const now = this.#monotonic();
    for (const [key, { expiresAt }] of this.#entries) {
      if (expiresAt > now) return;
      this.#remove(key);
    }
  }

  #removeFirst(keys: Iterator<string>): void {
    const { value, done } = keys.next();
    if (!done) this.#remove(value);
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    const keys = this.#keysOf.get(entry.owner);
    keys?.delete(key);
    if (keys?.size === 0) this.#keysOf.delete(entry.owner);
  }
}
