/** Shortest and longest wait between two tries, milliseconds ([L4]). */
export const BACKOFF = { minMs: 250, maxMs: 15_000 } as const;

/**
 * Milliseconds to wait after `failures` failures in a row: exponential with full jitter, 0.25 s to 15 s
 * ([L4]). `random` gives a number from 0 up to 1.
 */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(BACKOFF.maxMs, BACKOFF.minMs * 2 ** Math.min(failures, 30));
  return BACKOFF.minMs + random() * (ceiling - BACKOFF.minMs);
}
