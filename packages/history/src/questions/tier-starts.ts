import { TIER_STEP_MS, type Tier } from '../block.ts';
import type { Range, StoreReader, TierState, Want } from '../store-reader.ts';

const TIERS: readonly Tier[] = ['1s', '1m', '15m'];

/** Length of a block of each tier, milliseconds: seconds are kept by the minute. */
const BLOCK_MS: Readonly<Record<Tier, number>> = { '1s': 60_000, '1m': 60_000, '15m': 900_000 };

/** For blocks of which only the time matters. */
const NO_COLUMNS: Want = { kinds: [], fields: [] };

/** Tells which tiers still have the start of a range, as far as there is anything of some hives. */
export class TierStarts {
  readonly #reader: StoreReader;
  readonly #hiveIds: readonly string[];
  readonly #range: Range;
  readonly #tiers: readonly TierState[];
  readonly #known = new Map<Tier, boolean>();

  constructor(reader: StoreReader, hiveIds: readonly string[], range: Range) {
    this.#reader = reader;
    this.#hiveIds = hiveIds;
    this.#range = range;
    this.#tiers = reader.tiers();
  }

  /** True if no other tier has an older part of the range. */
  readonly has = (tier: Tier): boolean => {
    const known =
      this.#known.get(tier) ?? (isOldEnough(tier, this.#tiers, this.#range.from) || this.#isOldest(tier));
    this.#known.set(tier, known);
    return known;
  };

  /** A tier can begin late because nothing was reported before, such as after a weekend without a queen. */
  #isOldest(tier: Tier): boolean {
    const { from, to } = this.#range;
    return this.#hiveIds.every((hiveId) => {
      const begin = oldestOf(tier, this.#tiers) ?? this.#firstStart(tier, hiveId, this.#range) ?? to;
      const before = { from, to: Math.min(begin, to) };
      return TIERS.every((other) => {
        if (other === tier || before.from >= before.to) return true;
        const start = this.#firstStart(other, hiveId, before);
        return start === null || start + BLOCK_MS[other] > before.to;
      });
    });
  }

  /** Start of the first block of a hive in a range; null if there is none. */
  #firstStart(tier: Tier, hiveId: string, range: Range): number | null {
    const blocks =
      tier === '1s'
        ? this.#reader.seconds(hiveId, range, NO_COLUMNS)
        : this.#reader.rolled(tier, hiveId, range, NO_COLUMNS);
    for (const { start } of blocks) return start;
    return null;
  }
}

/** True if a tier has points of the start of a range, or no other one has older points. */
export function isOldEnough(tier: Tier, tiers: readonly TierState[], from: number): boolean {
  const oldest = oldestOf(tier, tiers);
  if (oldest === null) return tiers.every((other) => other.oldest === null);
  if (oldest <= from) return true;
  return TIERS.every((other) => (oldestOf(other, tiers) ?? oldest) + TIER_STEP_MS[other] > oldest);
}

const oldestOf = (tier: Tier, tiers: readonly TierState[]): number | null =>
  tiers.find((it) => it.tier === tier)?.oldest ?? null;
