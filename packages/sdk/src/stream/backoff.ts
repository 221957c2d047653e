const FIRST_CEILING_MS = 250;
const LONGEST_MS = 15_000;

/** What the wait before the next attempt depends on. */
export interface Retry {
  /** Attempts that failed in a row; at least 1. */
  readonly failures: number;
  /** Wait that the server asked for, milliseconds; null when it did not. */
  readonly askedMs: number | null;
  /** A number from 0 up to 1, as of `Math.random`. */
  readonly random: number;
}

/**
 * Milliseconds until the next attempt: full jitter under a ceiling that doubles from 0.25 s to 15 s ([L4]).
 * A wait that the server asked for is never cut short, except to stay within 15 s, and is spread over half
 * of itself, so that the watchers of one queen do not all come back in the same moment.
 */
export function reconnectDelay({ failures, askedMs, random }: Retry): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_CEILING_MS * 2 ** (failures - 1));
  const asked = askedMs === null ? 0 : Math.min(askedMs, LONGEST_MS / 1.5) * (1 + random / 2);
  return Math.max(random * ceiling, asked);
}
