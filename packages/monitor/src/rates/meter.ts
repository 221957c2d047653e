import type { UnknownReason } from '@rbee/contract';
import { type Figure, known, missing } from '../figure.ts';

/** The counter behind one rate, or why it could not be read ([W2]). */
export type CounterReading =
  | { readonly ok: true; readonly source: string; readonly value: number }
  | { readonly ok: false; readonly reason: UnknownReason };

/** A reading of one source. */
export const counted = (source: string, value: number): CounterReading => ({ ok: true, source, value });

/** Samples for which a decreased counter is ignored: when it recovers, the difference would be a huge false rate. */
export const DISBELIEF = 10;

/** Value of a cumulative counter at a moment of the monotonic clock. */
interface CounterSample {
  readonly atMs: number;
  /** Source of the counter (a tree, a cgroup); only counters of the same source are compared. */
  readonly source: string;
  readonly value: number;
}

interface Kept {
  sample: CounterSample;
  /** Sample in which it was read last. */
  sampleNumber: number;
  /** Consecutive samples in which it decreased. */
  doubted: number;
}

/** Computes rates between the previous sample and the current one. */
export class Meter {
  readonly #kept = new Map<string, Kept>();
  #sampleNumber = 0;

  /** Growth per second of the counter `id` since the previous sample; an increase above `most` starts over ([W4]). */
  rate(id: string, reading: CounterReading, atMs: number, most = Number.POSITIVE_INFINITY): Figure {
    if (!reading.ok) {
      this.#kept.delete(id);
      return missing(reading.reason);
    }
    const sample = { atMs, source: reading.source, value: reading.value };
    const before = this.#kept.get(id);
    if (!before) {
      this.#kept.set(id, { sample, sampleNumber: this.#sampleNumber, doubted: 0 });
      return missing('first_sample');
    }
    const rate = rateOf(before.sample, sample);
    const wentBack = before.sample.source === sample.source && sample.value < before.sample.value;
    const doubted = wentBack && before.doubted < DISBELIEF;
    before.doubted = doubted ? before.doubted + 1 : 0;
    before.sampleNumber = this.#sampleNumber;
    if (!doubted) before.sample = sample;
    return rate.ok && rate.value > most ? missing('first_sample') : rate;
  }

  /** Ends a sample: drops counters that were not read in it. */
  endSample(): void {
    for (const [id, it] of this.#kept) if (it.sampleNumber < this.#sampleNumber) this.#kept.delete(id);
    this.#sampleNumber += 1;
  }
}

/** Growth per second. `first_sample` without an earlier sample of the same source, and after a decrease ([W4]). */
export function rateOf(before: CounterSample | undefined, now: CounterSample): Figure {
  const elapsedMs = before ? now.atMs - before.atMs : 0;
  if (!before || elapsedMs <= 0 || before.source !== now.source) return missing('first_sample');
  const growth = now.value - before.value;
  return growth < 0 ? missing('first_sample') : known((growth * 1000) / elapsedMs);
}
