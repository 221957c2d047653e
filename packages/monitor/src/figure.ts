import type { UnknownFields, UnknownReason } from '@rbee/contract';

/** A number that was read, or why it could not be read ([W2]). */
export type Figure =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly reason: UnknownReason };

/** A value that was read. */
export const known = (value: number): Figure => ({ ok: true, value });

/** A value that could not be read. */
export const missing = (reason: UnknownReason): Figure => ({ ok: false, reason });

/** A figure in another unit. */
export const scaled = (figure: Figure, factor: number): Figure =>
  figure.ok ? known(figure.value * factor) : figure;

/** Formats a rate for the wire: not negative, two decimals. */
export const round2 = (value: number): number => Math.max(0, Math.round(value * 100) / 100);

/** Formats a u64 for the wire: an integer, not negative, exact in JSON. */
export const whole = (value: number): number =>
  Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value)));

/** Splits figures into numbers for the wire and reasons; a figure that is not known is 0 and has a reason ([W2]). */
export function writeFigures<Name extends string>(
  figures: Readonly<Record<Name, Figure>>,
  write: (value: number) => number,
): { readonly values: Record<Name, number>; readonly unknown: UnknownFields } {
  const values: Partial<Record<Name, number>> = {};
  const unknown: Record<string, UnknownReason> = {};
  for (const name in figures) {
    const figure = figures[name];
    values[name] = figure.ok ? write(figure.value) : 0;
    if (!figure.ok) unknown[name] = figure.reason;
  }
  return { values: values as Record<Name, number>, unknown };
}

/** The `unknown` property of a reading; no property if everything is known ([W2]). */
export const unknownOrNothing = (unknown: UnknownFields): { unknown?: Record<string, UnknownReason> } =>
  Object.keys(unknown).length > 0 ? { unknown: { ...unknown } } : {};
