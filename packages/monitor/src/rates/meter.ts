import type { UnknownReason } from '@rbee/contract';
import { type Figure, known, missing } from '../figure.ts';

/** A cumulative counter that was read. */
export interface Count {
  /** Source of the counter (a tree, a cgroup); only counters of the same source are compared. */
  readonly source: string;
  readonly value: number;
  /** The process that the counter belongs to. After a decrease, another owner means that the counter was reset. */
  readonly owner?: string;
  /** Its value at the previous sample, if it is known although it was not read then: its processes did not exist. */
  readonly since?: number;
}

/** The counter behind one rate, or why it could not be read ([W2]). */
export type CounterReading =
  | ({ readonly ok: true } & Count)
  | { readonly ok: false; readonly reason: UnknownReason };

/** A reading of one source. */
export const counted = (source: string, value: number): CounterReading => ({ ok: true, source, value });

/** Samples for which a decreased counter is ignored: when it recovers, the difference would be a huge false rate. */
export const DISBELIEF = 10;

/** Value of a cumulative counter at a moment of the monotonic clock. */
interface CounterSample extends Pick<Count, 'source' | 'value' | 'owner'> {
  readonly atMs: number;
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
  /** Times of this sample and of the previous one; null before them. */
  #atMs: number | null = null;
  #previousMs: number | null = null;

  /** Growth per second of the counter `id` since the previous sample; an increase above `most` starts over ([W4]). */
  rate(id: string, reading: CounterReading, atMs: number, most = Number.POSITIVE_INFINITY): Figure {
    this.#atMs = atMs;
    if (!reading.ok) {
      this.#kept.delete(id);
      return missing(reading.reason);
    }
    const sample = { atMs, ...reading };
    const before = this.#kept.get(id);
    if (before && !wasReset(before.sample, sample)) {
      const rate = rateOf(before.sample, sample);
      this.#update(before, sample);
      return plausible(rate, most);
    }
    this.#kept.set(id, { sample, sampleNumber: this.#sampleNumber, doubted: 0 });
    return plausible(rateOf(this.#start(reading), sample), most);
  }

  #update(before: Kept, sample: CounterSample): void {
    const wentBack = isLower(before.sample, sample);
    const doubted = wentBack && before.doubted < DISBELIEF;
    before.doubted = doubted ? before.doubted + 1 : 0;
    before.sampleNumber = this.#sampleNumber;
    if (!doubted) before.sample = sample;
  }

  /** A counter that was not read in the previous sample, as it was then. */
  #start({ source, since }: Count): CounterSample | undefined {
    if (since === undefined || this.#previousMs === null) return undefined;
    return { atMs: this.#previousMs, source, value: since };
  }

  /** Ends a sample: drops counters that were not read in it. */
  endSample(): void {
    this.#kept.forEach((it, id) => {
      if (it.sampleNumber < this.#sampleNumber) this.#kept.delete(id);
    });
    this.#sampleNumber += 1;
    this.#previousMs = this.#atMs;
    this.#atMs = null;
  }
}

const plausible = (rate: Figure, most: number): Figure =>
  rate.ok && rate.value > most ? missing('first_sample') : rate;

const isLower = (before: CounterSample, now: CounterSample): boolean =>
  before.source === now.source && now.value < before.value;

const wasReset = (before: CounterSample, now: CounterSample): boolean =>
  before.owner !== now.owner && isLower(before, now);

/** Growth per second. `first_sample` without an earlier sample of the same source, and after a decrease ([W4]). */
export function rateOf(before: CounterSample | undefined, now: CounterSample): Figure {
  const elapsedMs = before ? now.atMs - before.atMs : 0;
  if (!before || elapsedMs <= 0 || before.source !== now.source) return missing('first_sample');
  const growth = now.value - before.value;
  return growth < 0 ? missing('first_sample') : known((growth * 1000) / elapsedMs);
}
