import { type Figure, known, missing } from '../figures/index.ts';

/** One growing count. */
export interface Counter {
  readonly value: number;
  /** It did not exist at the sample before, so all of it belongs to the time since. */
  readonly fresh: boolean;
}

/** What was counted at a moment of the monotonic clock: one counter a source (a process, a cgroup). */
export interface CounterSample {
  readonly atMs: number;
  readonly counters: ReadonlyMap<string, Counter>;
}

/**
 * Growth a second between two samples, summed over their counters. `first_sample` without a sample before,
 * without a counter in both, and when any went backwards ([W4]). A counter that turned up late without being
 * fresh is a new baseline only; one that is gone is left out.
 */
export function rateOf(before: CounterSample | undefined, now: CounterSample): Figure {
  const elapsedMs = before ? now.atMs - before.atMs : 0;
  if (!before || elapsedMs <= 0) return missing('first_sample');
  let growth = 0;
  let shared = 0;
  for (const [source, counter] of now.counters) {
    const earlier = before.counters.get(source);
    if (earlier && counter.value < earlier.value) return missing('first_sample');
    if (earlier) shared += 1;
    if (earlier || counter.fresh) growth += counter.value - (earlier?.value ?? 0);
  }
  return shared === 0 ? missing('first_sample') : known((growth * 1000) / elapsedMs);
}
