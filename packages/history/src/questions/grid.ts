import { TIER_STEP_MS, type Tier } from '../block.ts';
import type { Range } from '../store-reader.ts';

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

const FROM_FINE: readonly Tier[] = ['1s', '1m', '15m'];
const FROM_COARSE: readonly Tier[] = FROM_FINE.toReversed();

/**
 * The points for a range ([P3]): the shortest that are not more than allowed, of the coarsest tier that can give them, as that is the
 * least to read. Only tiers count that still have the start of the range.
 */
export function gridOf(range: Range, hasStart: (tier: Tier) => boolean, limits: GridLimits): Grid {
  const length = range.to - range.from;
  const least = Math.max(length / limits.maxPoints, limits.minStep);
  const isShort = (tier: Tier) => TIER_STEP_MS[tier] <= least;
  const preferred = [...FROM_COARSE.filter(isShort), ...FROM_FINE.filter((tier) => !isShort(tier))];
  const first = preferred.find(hasStart) ?? '1s';
  const step = roundUp(least, TIER_STEP_MS[first]);
  const isAsGood = (tier: Tier) => tier === first || (step % TIER_STEP_MS[tier] === 0 && hasStart(tier));
  return alignedGrid(range, FROM_COARSE.find(isAsGood) ?? first, step, limits.maxPoints);
}

/** Points at multiples of the step. A range can touch one more of them than fit; then the first, a part of which was asked for, is left out. */
function alignedGrid(range: Range, tier: Tier, step: number, maxPoints: number): Grid {
  const to = roundUp(range.to, step);
  const from = Math.floor(range.from / step) * step;
  const count = Math.min((to - from) / step, maxPoints);
  return { from: to - count * step, to, tier, step, count };
}

const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;
