/** A stretch of time with one level of load. */
export interface Phase {
  readonly kind: 'rest' | 'light' | 'busy';
  readonly lengthMs: number;
  /** Share of the time in which the worker is kept at work, 0 to 1. */
  readonly duty: number;
}

const KINDS = {
  rest: { leastMs: 5_000, mostMs: 12_000, duty: 0, next: ['light', 'busy'] },
  light: { leastMs: 4_000, mostMs: 8_000, duty: 0.15, next: ['busy', 'rest'] },
  busy: { leastMs: 4_000, mostMs: 8_000, duty: 0.7, next: ['rest', 'light'] },
} as const;

/** The phase after one of that kind: a different kind, of varying length. `random` gives 0 up to 1. */
export function nextPhase(before: Phase['kind'], random: () => number): Phase {
  const kind = KINDS[before].next[random() < 0.5 ? 0 : 1];
  const { leastMs, mostMs, duty } = KINDS[kind];
  return { kind, duty, lengthMs: leastMs + random() * (mostMs - leastMs) };
}

/**
 * Milliseconds to wait after a request that took `tookMs`, so that requests one after the other fill that
 * share of the time, on a fast machine as on a slow one; at least 20 ms and at most 2 s.
 */
export const thinkMs = (tookMs: number, duty: number): number =>
  Math.min(2_000, Math.max(20, tookMs * (1 / duty - 1)));
