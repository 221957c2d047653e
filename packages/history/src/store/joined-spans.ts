const HOUR_MS = 3_600_000;

/** The kinds of files with rolled-up points, and over which time these are joined, milliseconds. */
export const SPAN_OF_KIND = { minutes: HOUR_MS, quarters: 24 * HOUR_MS } as const;

/** A kind of file with rolled-up points. */
export type JoinedKind = keyof typeof SPAN_OF_KIND;
