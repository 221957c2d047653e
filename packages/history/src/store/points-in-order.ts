import type { Range } from '../store-reader.ts';

/** True if a point that starts at a time and lasts for `step` has a part of the range. All are milliseconds. */
export const isIn = ({ from, to }: Range, start: number, step: number): boolean =>
  start < to && start + step > from;

/** The range of the starts of points that have a part of a range. */
export const startsIn = ({ from, to }: Range, step: number): Range => ({
  from: Math.floor(from / step) * step,
  to,
});

/**
 * Joins what is in files with what is not there yet, in order of time. Both are in that order; where both have a point, `join` makes one
 * of them.
 */
export function* inOrder<T extends { readonly start: number }>(
  stored: Iterable<T>,
  open: ReadonlyMap<number, T>,
  join: (stored: T, open: T) => T,
): Generator<T> {
  const waiting = [...open.values()];
  for (const it of stored) {
    while (waiting[0] !== undefined && waiting[0].start < it.start) yield waiting.shift() ?? it;
    const same = waiting[0]?.start === it.start ? waiting.shift() : undefined;
    yield same === undefined ? it : join(it, same);
  }
  yield* waiting;
}

/** Joins two lists in order of time; where both have a point, that of the second one counts. */
export function laterOf<T extends { readonly start: number }>(
  first: readonly T[],
  second: readonly T[],
): readonly T[] {
  if (first.length === 0 || second.length === 0) return first.length === 0 ? second : first;
  const byStart = new Map([...first, ...second].map((it) => [it.start, it]));
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}
