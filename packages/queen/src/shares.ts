/** The bounds of a shared limit, as labels of `/metrics`: what all addresses together may hold, and the share of one address. */
export const BOUNDS = ['all', 'address'] as const;

/** Which bound has no room. */
export type Bound = (typeof BOUNDS)[number];

/** Limits that are shared by address, as labels of `/metrics`. */
export const SHARED_LIMITS = [
  'connections',
  'watchers',
  'views',
  'links',
  'hives',
  'fleet_bytes',
  'body_bytes',
  'answers',
  'questions',
  'answer_bytes',
] as const;

/** A limit that is shared by address. */
export type SharedLimit = (typeof SHARED_LIMITS)[number];

/** An address may always hold this much, so that a small limit serves one address, too. */
const LEAST_SHARE = 3;

export interface ShareLimits {
  /** What all addresses together may hold. */
  readonly limit: number;
  /** The part of what the other addresses leave that one address may hold, above 0 up to 1. */
  readonly addressShare: number;
}

/**
 * Counts who holds how much of one limit. An address may hold at most a part of what the others leave. So no address takes
 * everything, however much it asks for, and each further address still finds room: with a part of one half, the first one
 * leaves half of the limit, and n greedy ones leave a part of 1 in n + 1.
 */
export class Shares {
  readonly #limits: ShareLimits;
  readonly #held = new Map<string, number>();
  #total = 0;

  constructor(limits: ShareLimits) {
    this.#limits = limits;
  }

  /** What all addresses hold. */
  get total(): number {
    return this.#total;
  }

  get limit(): number {
    return this.#limits.limit;
  }

  /** What one address holds. */
  heldBy(address: string): number {
    return this.#held.get(address) ?? 0;
  }

  /** The bound that has no room for that much more; null if there is room. */
  fullFor(address: string, amount = 1): Bound | null {
    const { limit, addressShare } = this.#limits;
    if (this.#total + amount > limit) return 'all';
    const held = this.heldBy(address);
    const share = addressShare * (limit - (this.#total - held));
    return held + amount > Math.max(share, LEAST_SHARE) ? 'address' : null;
  }

  /** Counts that much more for an address, whether or not there is room. */
  add(address: string, amount = 1): void {
    this.#total += amount;
    const held = this.heldBy(address) + amount;
    if (held > 0) this.#held.set(address, held);
    else this.#held.delete(address);
  }

  /** Counts that much less for an address. */
  release(address: string, amount = 1): void {
    this.add(address, -amount);
  }

  /** Counts that much more if there is room; otherwise returns the bound that has none. */
  take(address: string, amount = 1): Bound | null {
    const full = this.fullFor(address, amount);
    if (full === null) this.add(address, amount);
    return full;
  }
}
