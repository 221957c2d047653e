import { type Figure, known, missing } from '../figure.ts';

/** Value of a cumulative counter at a moment of the monotonic clock. */
export interface CounterSample {
  readonly atMs: number;
  /** Source of the counter (a tree, a cgroup); only counters of the same source are compared. */
  readonly source: string;
  readonly value: number;
}

/** True if a counter of the same source decreased. */
export const wentBack = (before: CounterSample, now: CounterSample): boolean =>
  before.source === now.source && now.value < before.value;

/**
 * Growth per second between two samples. `first_sample` if there is no previous sample, if it has another source, or if
 * the counter decreased ([W4]).
 */
export function rateOf(before: CounterSample | undefined, now: CounterSample): Figure {
  const elapsedMs = before ? now.atMs - before.atMs : 0;
  if (!before || elapsedMs <= 0 || before.source !== now.source) return missing('first_sample');
  const growth = now.value - before.value;
  return growth < 0 ? missing('first_sample') : known((growth * 1000) / elapsedMs);
}
