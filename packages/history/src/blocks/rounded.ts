import { MAX_INTEGER } from './byte-writer.ts';

/** A value as it is kept: rounded to a whole multiple of 1/scale; as it is if it is too large for that. */
export function rounded(value: number, scale: number): number {
  const whole = Math.round(value * scale);
  return whole >= -MAX_INTEGER && whole <= MAX_INTEGER ? (whole + 0) / scale : value;
}
