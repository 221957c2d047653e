import { MAX_INTEGER } from './byte-writer.ts';

/** Doubles from 2^52 to 2^53 are whole numbers, so adding this rounds. It takes half the time of `Math.round`. */
const ROUNDING = 2 ** 52 + 2 ** 51;

/** The whole number next to a product of at most 2^51, of two the even one. Of a larger one it is beyond `MAX_INTEGER` too. */
export const wholeOf = (product: number): number => product + ROUNDING - ROUNDING;

/** A value as it is kept: rounded to a whole multiple of 1/scale; as it is if it is too large for that. */
export function rounded(value: number, scale: number): number {
  const whole = wholeOf(value * scale);
  return whole >= -MAX_INTEGER && whole <= MAX_INTEGER ? whole / scale : value;
}
