import type { UnknownReason } from '@rbee/contract';
import { type Figure, missing } from '../figure.ts';
import { type CounterSample, rateOf, wentBack } from './rate.ts';

/** The counter behind one rate, or why it could not be read ([W2]). */
export type CounterReading =
  | { readonly ok: true; readonly source: string; readonly value: number }
  | { readonly ok: false; readonly reason: UnknownReason };

/** A reading of one source. */
export const counted = (source: string, value: number): CounterReading => ({ ok: true, source, value });

/** Remembers the sample before, and nothing older. */
export interface Meter {
  /** Growth a second of what `id` names since the sample before; a growth beyond `most` starts over ([W4]). */
  rate(id: string, reading: CounterReading, atMs: number, most?: number): Figure;
  /** Ends a sample: what was not asked for in it is forgotten. */
  endSample(): void;
}

/** Samples for which a count that went backwards is not believed: it may come back, and its growth would be a giant. */
export const DISBELIEF = 10;

interface Kept {
  sample: CounterSample;
  /** Turn in which it was asked for last. */
  turn: number;
  /** Samples in a row in which it went backwards. */
  doubted: number;
}

/** Starts with nothing remembered. */
export function createMeter(): Meter {
  const kept = new Map<string, Kept>();
  let turn = 0;
  return {
    rate: (id, reading, atMs, most = Number.POSITIVE_INFINITY) => {
      if (!reading.ok) {
        kept.delete(id);
        return missing(reading.reason);
      }
      const sample = { atMs, source: reading.source, value: reading.value };
      const before = kept.get(id);
      if (!before) {
        kept.set(id, { sample, turn, doubted: 0 });
        return missing('first_sample');
      }
      const rate = rateOf(before.sample, sample);
      const doubted = wentBack(before.sample, sample) && before.doubted < DISBELIEF;
      before.doubted = doubted ? before.doubted + 1 : 0;
      before.turn = turn;
      if (!doubted) before.sample = sample;
      return rate.ok && rate.value > most ? missing('first_sample') : rate;
    },
    endSample: () => {
      for (const [id, it] of kept) if (it.turn < turn) kept.delete(id);
      turn += 1;
    },
  };
}
