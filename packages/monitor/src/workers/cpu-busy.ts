import { LIMITS } from '@rbee/contract/plain';

/** CPU use below which a worker that was busy may be idle, percent of one core ([R2]). */
const IDLE_PCT = 25;
/** Time for which the CPU use must be high, or low, before the answer changes. */
const BUSY_AFTER_MS = 2_000;
const IDLE_AFTER_MS = 5_000;

interface Kept {
  isBusy: boolean;
  /** Since when the CPU use speaks against `isBusy`; null while it does not. */
  againstMs: number | null;
  sample: number;
}

/** Tells from the CPU use of workers whether they work, without changing its answer with each sample ([R2]). */
export class CpuBusy {
  readonly #kept = new Map<string, Kept>();
  #sample = 0;

  /** True if the worker works; `key` is that of its root, `atMs` monotonic time. */
  note(key: string, cpuPct: number, atMs: number): boolean {
    const kept = this.#kept.get(key) ?? { isBusy: false, againstMs: null, sample: this.#sample };
    this.#kept.set(key, kept);
    kept.sample = this.#sample;
    const isAgainst = kept.isBusy ? cpuPct < IDLE_PCT : cpuPct >= LIMITS.busyCpuPct;
    kept.againstMs = isAgainst ? (kept.againstMs ?? atMs) : null;
    const afterMs = kept.isBusy ? IDLE_AFTER_MS : BUSY_AFTER_MS;
    if (kept.againstMs !== null && atMs - kept.againstMs >= afterMs) {
      kept.isBusy = !kept.isBusy;
      kept.againstMs = null;
    }
    return kept.isBusy;
  }

  /** Ends a sample: forgets workers that were not noted in it. */
  endSample(): void {
    this.#kept.forEach((it, key) => {
      if (it.sample < this.#sample) this.#kept.delete(key);
    });
    this.#sample += 1;
  }
}
