import type { Sample } from '@rbee/monitor';
import type { Clock } from './clock.ts';

/** Where a hive gets its samples from. A monitor fits. */
export interface SampleSource {
  /** Takes a sample, at once or later. */
  sample(): Sample | Promise<Sample>;
  /** What is sent while a sample does not come: what can be said without it. */
  late?(): Sample;
}

interface SamplingOptions {
  readonly source: SampleSource;
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Is called with each sample, and with what is sent in place of one that does not come. */
  readonly onSample: (sample: Sample, isLate: boolean) => void;
  readonly onError: (error: unknown) => void;
  /** Is called when a sample does not come in time, and when it came after that. */
  readonly onLate: (isLate: boolean) => void;
}

/**
 * The time that a sample may take: less than two intervals, so that the hive stays healthy ([R1]), but at least 1 s,
 * because a busy machine is slow, and at most 2 s.
 */
export const patienceMs = (intervalMs: number): number => Math.min(2_000, Math.max(1_000, 1.8 * intervalMs));

/** Asks for samples, one at a time, and notices when one does not come ([H10]). */
export class Sampling {
  readonly #options: SamplingOptions;
  #isAwaited = false;
  #isLate = false;
  #isStopped = false;
  #cancel: () => void = () => {};

  constructor(options: SamplingOptions) {
    this.#options = options;
  }

  /** Asks for a sample. False if the earlier one is still awaited. */
  ask(): boolean {
    const { source, clock, intervalMs, onSample, onError } = this.#options;
    if (this.#isAwaited) {
      if (this.#isLate) this.#sendLate();
      return false;
    }
    let sample: Sample | Promise<Sample>;
    try {
      sample = source.sample();
    } catch (error) {
      onError(error);
      return true;
    }
    if (!(sample instanceof Promise)) {
      onSample(sample, false);
      return true;
    }
    this.#isAwaited = true;
    this.#cancel = clock.after(patienceMs(intervalMs), () => {
      this.#setLate(true);
      this.#sendLate();
    });
    sample.then(
      (it) => this.#settled(() => onSample(it, false)),
      (error: unknown) => this.#settled(() => onError(error)),
    );
    return true;
  }

  /** Nothing is called after this. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #settled(then: () => void): void {
    if (this.#isStopped) return;
    this.#cancel();
    this.#isAwaited = false;
    this.#setLate(false);
    then();
  }

  #setLate(isLate: boolean): void {
    if (this.#isLate !== isLate) this.#options.onLate(isLate);
    this.#isLate = isLate;
  }

  #sendLate(): void {
    const { source, onSample } = this.#options;
    if (source.late) onSample(source.late(), true);
  }
}
