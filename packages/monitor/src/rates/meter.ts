import type { UnknownReason } from '@rbee/contract';
import { type Figure, missing } from '../figure.ts';
import { type CounterSample, rateOf, wentBack } from './rate.ts';

/** The counter behind one rate, or why it could not be read ([W2]). */
export type CounterReading =
  | { readonly ok: true; readonly source: string; readonly value: number }
  | { readonly ok: false; readonly reason: UnknownReason };

/** A reading of one source. */
export const counted = (source: string, value: number): CounterReading => ({ ok: true, source, value });

/** Computes rates between the previous sample and the current one. */
export interface Meter {
  /** Growth per second of the counter `id` since the previous sample; an increase above `most` starts over ([W4]). */
  rate(id: string, reading: CounterReading, atMs: number, most?: number): Figure;
  /** Ends a sample: drops counters that were not read in it. */
  endSample(): void;
}

/** Samples for which a decreased counter is ignored: when it recovers, the difference would be a huge false rate. */
export const DISBELIEF = 10;

interface Kept {
  sample: CounterSample;
  /** Sample in which it was read last. */
  sampleNumber: number;
  /** Consecutive samples in which it decreased. */
  doubted: number;
}

/** Creates a meter without previous samples. */
export function createMeter(): Meter {
  const kept = new Map<string, Kept>();
  let sampleNumber = 0;
  return {
    rate: (id, reading, atMs, most = Number.POSITIVE_INFINITY) => {
      if (!reading.ok) {
        kept.delete(id);
        return missing(reading.reason);
      }
      const sample = { atMs, source: reading.source, value: reading.value };
      const before = kept.get(id);
      if (!before) {
        kept.set(id, { sample, sampleNumber, doubted: 0 });
        return missing('first_sample');
      }
      const rate = rateOf(before.sample, sample);
      const doubted = wentBack(before.sample, sample) && before.doubted < DISBELIEF;
      before.doubted = doubted ? before.doubted + 1 : 0;
      before.sampleNumber = sampleNumber;
      if (!doubted) before.sample = sample;
      return rate.ok && rate.value > most ? missing('first_sample') : rate;
    },
    endSample: () => {
      for (const [id, it] of kept) if (it.sampleNumber < sampleNumber) kept.delete(id);
      sampleNumber += 1;
    },
  };
}
