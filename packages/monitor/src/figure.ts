import type { UnknownFields, UnknownReason } from '@rbee/contract';

/** A value that was read, or why it could not be read ([W2]). */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: UnknownReason };

/** Why something could not be read. */
export type Missing = Extract<Reading<never>, { readonly ok: false }>;

/** A number that was read, or why it could not be read. */
export type Figure = Reading<number>;

/** A value that was read. */
export const known = (value: number): Figure => ({ ok: true, value });

/** A value that could not be read. */
export const missing = (reason: UnknownReason): Missing => ({ ok: false, reason });

/** A figure in another unit. */
export const scaled = (figure: Figure, factor: number): Figure =>
  figure.ok ? known(figure.value * factor) : figure;

/** The sum; if one figure is not known, neither is the sum. */
export const sumOf = (figures: readonly Figure[]): Figure => folded(figures, (a, b) => a + b);

/** The largest of figures that are not negative; if one is not known, neither is the largest. */
export const largestOf = (figures: readonly Figure[]): Figure => folded(figures, Math.max);

function folded(figures: readonly Figure[], fold: (a: number, b: number) => number): Figure {
  let result = 0;
  for (const it of figures) {
    if (!it.ok) return it;
    result = fold(result, it.value);
  }
  return known(result);
}

/** Formats a rate for the wire: not negative, two decimals. */
const round2 = (value: number): number => Math.max(0, Math.round(value * 100) / 100);

/** Formats a u64 for the wire: an integer, not negative, exact in JSON. */
const whole = (value: number): number => Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value)));

/** Splits figures into numbers for the wire and reasons; a figure that is not known is 0 and has a reason ([W2]). */
export function writeFigures<Rate extends string, Amount extends string>(
  rates: Readonly<Record<Rate, Figure>>,
  amounts: Readonly<Record<Amount, Figure>>,
): { readonly values: Record<Rate | Amount, number>; readonly unknown: UnknownFields } {
  const values: Record<string, number> = {};
  const unknown: Record<string, UnknownReason> = {};
  const write = (name: string, figure: Figure, format: (value: number) => number) => {
    values[name] = figure.ok ? format(figure.value) : 0;
    if (!figure.ok) unknown[name] = figure.reason;
  };
  for (const name in rates) write(name, rates[name], round2);
  for (const name in amounts) write(name, amounts[name], whole);
  return { values: values as Record<Rate | Amount, number>, unknown };
}

/** The `unknown` property of a reading; no property if everything is known ([W2]). */
export const unknownOrNothing = (unknown: UnknownFields): { unknown?: Record<string, UnknownReason> } =>
  Object.keys(unknown).length > 0 ? { unknown: { ...unknown } } : {};
