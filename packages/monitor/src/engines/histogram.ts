/** A histogram of Prometheus: for each upper bound, ascending, how many observations were at most as large. */
export interface Histogram {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/**
 * The observations between two readings of a histogram. Null if they cannot be told: it was reset in between, or its
 * bounds changed.
 */
export function observedBetween(before: Histogram, now: Histogram): Histogram | null {
  const sameBounds =
    before.bounds.length === now.bounds.length && now.bounds.every((it, at) => it === before.bounds[at]);
  if (!sameBounds) return null;
  const counts = now.counts.map((it, at) => it - (before.counts[at] ?? 0));
  return counts.some((it) => it < 0) ? null : { bounds: now.bounds, counts };
}

/**
 * The value below which a share (0-1) of the observations lies, interpolated within its bucket as PromQL's
 * `histogram_quantile` does. In the last bucket, which has no end, it is that bucket's lower bound. Null without an
 * observation.
 */
export function percentileOf({ bounds, counts }: Histogram, share: number): number | null {
  const all = counts.at(-1) ?? 0;
  if (all <= 0) return null;
  const rank = share * all;
  const at = counts.findIndex((it) => it >= rank);
  const upper = bounds[at] ?? Number.POSITIVE_INFINITY;
  const lower = at === 0 ? 0 : (bounds[at - 1] ?? 0);
  if (!Number.isFinite(upper)) return lower;
  const below = at === 0 ? 0 : (counts[at - 1] ?? 0);
  const inBucket = (counts[at] ?? 0) - below;
  return inBucket <= 0 ? upper : lower + (upper - lower) * ((rank - below) / inBucket);
}
