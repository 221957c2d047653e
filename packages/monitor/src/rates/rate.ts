import { type Figure, known, missing } from '../figure.ts';

/** A growing count as it stood at a moment of the monotonic clock. */
export interface CounterSample {
  readonly atMs: number;
  /** What counts (a tree, a cgroup): only counts of the same compare. */
  readonly source: string;
  readonly value: number;
}

/** Whether a count is lower than the same one was. */
export const wentBack = (before: CounterSample, now: CounterSample): boolean =>
  before.source === now.source && now.value < before.value;

/**
 * Growth a second between two samples. `first_sample` without a sample before, where something else counted then, and when
 * the count went backwards ([W4]).
 */
export function rateOf(before: CounterSample | undefined, now: CounterSample): Figure {
  const elapsedMs = before ? now.atMs - before.atMs : 0;
  if (!before || elapsedMs <= 0 || before.source !== now.source) return missing('first_sample');
  const growth = now.value - before.value;
  return growth < 0 ? missing('first_sample') : known((growth * 1000) / elapsedMs);
}
