import type { UnknownReason } from '@rbee/queen-rbee-sdk';
import { reasonInFull, reasonInWords } from '../format/index.ts';

/** A figure as it can be shown: its value, or why there is none ([W2]). */
export type Reading = { readonly known: true; readonly value: number } | UnknownReading;

/** Why there is no figure. */
export interface UnknownReading {
  readonly known: false;
  /** In a few words. */
  readonly why: string;
  /** In as many as it takes; often the same. */
  readonly inFull: string;
}

const NOT_REPORTED: UnknownReading = { known: false, why: 'not reported', inFull: 'not reported' };

interface Readable {
  readonly unknown?: Readonly<Record<string, UnknownReason>> | undefined;
}

type NumberField<T> = {
  [K in keyof T]-?: NonNullable<T[K]> extends number ? K : never;
}[keyof T] &
  string;

/**
 * One figure of a worker or a node. A field that `unknown` names is not known whatever it carries ([W2]),
 * and a field that is missing was not reported. Where the source is not `live`, nothing is being measured.
 */
export function readingOf<T extends Readable>(source: T, field: NumberField<T>, live = true): Reading {
  const reason = source.unknown?.[field];
  if (reason !== undefined) {
    return { known: false, why: reasonInWords(reason, live), inFull: reasonInFull(reason, live) };
  }
  const value: unknown = source[field];
  return typeof value === 'number' ? { known: true, value } : NOT_REPORTED;
}

/** Why none of the figures is known, where all of them have the same reason; else null. */
export function sharedReason(readings: readonly Reading[]): UnknownReading | null {
  const [first] = readings;
  if (first === undefined || first.known) return null;
  return readings.every((reading) => !reading.known && reading.why === first.why) ? first : null;
}
