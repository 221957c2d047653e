import type { StoreSettings } from '../options.ts';
import type { StreamEvent } from '../state.ts';

/** Default of the most hives that are kept. */
export const MAX_HIVES = 100_000;
/** Default of the most characters of JSON that the last samples of all hives may have together. */
export const MAX_SAMPLE_CHARS = 128 * 1024 * 1024;

/** Bounds what a queen can make a store keep: the number of hives, and the JSON text of their last samples. */
export class SampleLimits {
  readonly #limits: Pick<StoreSettings, 'maxHives' | 'maxSampleChars'>;
  /** Characters of the last sample of every hive. */
  readonly #chars = new Map<string, number>();
  #total = 0;

  constructor(limits: Pick<StoreSettings, 'maxHives' | 'maxSampleChars'>) {
    this.#limits = limits;
  }

  /** True if the next sample of the hive, with that many characters, may be kept instead of the one before. */
  admit(hiveId: string, chars: number): boolean {
    const { maxHives, maxSampleChars } = this.#limits;
    const before = this.#chars.get(hiveId);
    if (before === undefined && this.#chars.size >= maxHives) return false;
    const growth = chars - (before ?? 0);
    if (growth > 0 && this.#total + growth > maxSampleChars) return false;
    this.#chars.set(hiveId, chars);
    this.#total += growth;
    return true;
  }

  /** Characters of the hive's last sample. */
  charsOf(hiveId: string): number {
    return this.#chars.get(hiveId) ?? 0;
  }

  /** Gives back the room of hives that the event removes. */
  observe(event: StreamEvent): void {
    if (event.type === 'forgotten') this.#release(event.hive_id);
    if (event.type !== 'reset') return;
    const known = new Set(event.hive_ids);
    for (const hiveId of [...this.#chars.keys()]) if (!known.has(hiveId)) this.#release(hiveId);
  }

  #release(hiveId: string): void {
    this.#total -= this.charsOf(hiveId);
    this.#chars.delete(hiveId);
  }
}
