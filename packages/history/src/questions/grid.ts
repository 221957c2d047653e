import { TIER_STEP_MS, type Tier } from '../block.ts';
import type { Range, TierState } from '../store-reader.ts';

/** The points of an answer: `count` of them, each `step` milliseconds long, from `from` on. `from` is a multiple of `step`. */
export interface Grid extends Range {
  readonly tier: Tier;
  readonly step: number;
  readonly count: number;
}

/** What the points have to fit. */
export interface GridLimits {
  readonly maxPoints: number;
  /** Milliseconds; no shorter than the interval of the hive, so that no point is empty that should not be. */
  readonly minStep: number;
}

const TIERS: readonly Tier[] = ['15m', '1m', '1s'];

/**
 * The points for a range ([P3]): the shortest that are not more than allowed, of the coarsest tier that can give them, as that is the
 * least to read. Only tiers count that still have the start of the range.
 */
export function gridOf(range: Range, tiers: readonly TierState[], limits: GridLimits): Grid {
  const length = range.to - range.from;
  const least = Math.max(length / limits.maxPoints, limits.minStep);
  const known = TIERS.filter((tier) => hasStart(tier, tiers, range.from));
  const finest = known.at(-1) ?? '1s';
  const first = known.find((tier) => TIER_STEP_MS[tier] <= least) ?? finest;
  const step = roundUp(least, TIER_STEP_MS[first]);
  const tier = known.find((it) => step % TIER_STEP_MS[it] === 0) ?? first;
  return alignedGrid(range, tier, step, limits.maxPoints);
}

/** Points at multiples of the step. A range can touch one more of them than fit; then the first, a part of which was asked for, is left out. */
function alignedGrid(range: Range, tier: Tier, step: number, maxPoints: number): Grid {
  const to = roundUp(range.to, step);
  const from = Math.floor(range.from / step) * step;
  const count = Math.min((to - from) / step, maxPoints);
  return { from: to - count * step, to, tier, step, count };
}

/** True if no other tier has points of the range that are older than this tier. */
function hasStart(tier: Tier, tiers: readonly TierState[], from: number): boolean {
  const oldest = oldestOf(tier, tiers);
  if (oldest === null) return false;
  if (oldest <= from) return true;
  return TIERS.every((other) => (oldestOf(other, tiers) ?? oldest) + TIER_STEP_MS[other] > oldest);
}

const oldestOf = (tier: Tier, tiers: readonly TierState[]): number | null =>
  tiers.find((it) => it.tier === tier)?.oldest ?? null;

const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;
