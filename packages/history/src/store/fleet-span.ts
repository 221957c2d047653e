import type { Range } from '../store-reader.ts';

/** Time over which the figures of the whole fleet are kept together, milliseconds. */
export const SPAN_MS = 600_000;

/** Start of the span that has a time; both are milliseconds since the epoch. */
export const spanStart = (at: number): number => Math.floor(at / SPAN_MS) * SPAN_MS;

/** The spans that have a part of a range, as one range. */
export const spansIn = ({ from, to }: Range): Range => ({
  from: spanStart(from),
  to: Math.ceil(to / SPAN_MS) * SPAN_MS,
});

/** Name of a field of workers or GPUs in a file. */
export const partOf = (by: 'worker' | 'gpu', field: string): string => `${by} ${field}`;
