import type { UnknownReason } from '@rbee/queen-rbee-sdk';
import { reasonInWords } from '../format/index.ts';

/** A figure as it can be shown: its value, or why there is none ([W2]). */
export type Reading =
  | { readonly known: true; readonly value: number }
  | { readonly known: false; readonly why: string };

interface Readable {
  readonly unknown?: Readonly<Record<string, UnknownReason>> | undefined;
}

type NumberField<T> = {
  [K in keyof T]-?: NonNullable<T[K]> extends number ? K : never;
}[keyof T] &
  string;

/**
 * One figure of a worker or a node. A field that `unknown` names is not known whatever it carries ([W2]),
 * and a field that is missing was not reported.
 */
export function readingOf<T extends Readable>(source: T, field: NumberField<T>): Reading {
  const reason = source.unknown?.[field];
  if (reason !== undefined) return { known: false, why: reasonInWords(reason) };
  const value: unknown = source[field];
  return typeof value === 'number' ? { known: true, value } : { known: false, why: 'not reported' };
}

/** Why none of the figures is known, where all of them have the same reason; else null. */
export function sharedReason(readings: readonly Reading[]): string | null {
  const reasons = new Set(readings.map((reading) => (reading.known ? null : reading.why)));
  const [only] = reasons;
  return reasons.size === 1 && only !== undefined ? only : null;
}
