import type { UnknownReason } from '@rbee/contract';
import { type Figure, missing } from '../figures/index.ts';
import { type Counter, type CounterSample, rateOf } from './rate.ts';

/** The counters behind one rate, or why they could not be read ([W2]). */
export type CounterReading =
  | { readonly ok: true; readonly counters: ReadonlyMap<string, Counter> }
  | { readonly ok: false; readonly reason: UnknownReason };

/** A reading of one source, or of several. */
export const counters = (
  ...entries: readonly (readonly [source: string, counter: Counter])[]
): CounterReading => ({
  ok: true,
  counters: new Map(entries),
});

/** Remembers the sample before, and nothing older. */
export interface Meter {
  /** Growth a second of what `id` names since the sample before; a growth beyond `most` starts over ([W4]). */
  rate(id: string, reading: CounterReading, atMs: number, most?: number): Figure;
  /** Ends a sample: what was not asked for in it is forgotten. */
  turn(): void;
}

/** Starts with nothing remembered. */
export function createMeter(): Meter {
  let before = new Map<string, CounterSample>();
  let now = new Map<string, CounterSample>();
  return {
    rate: (id, reading, atMs, most = Number.POSITIVE_INFINITY) => {
      if (!reading.ok) return missing(reading.reason);
      const sample = { atMs, counters: reading.counters };
      now.set(id, sample);
      const rate = rateOf(before.get(id), sample);
      return rate.ok && rate.value > most ? missing('first_sample') : rate;
    },
    turn: () => {
      before = now;
      now = new Map();
    },
  };
}
