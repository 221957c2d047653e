import type { EncodedSample } from './encoded-sample.ts';
import { type Entry, supersede } from './entry.ts';

/** Replaced samples are removed from the list when there are more of them than this, and than samples that are kept. */
const MAX_HOLES = 1_000;

/** Of each hive, the numbers of so many samples are kept. */
const KEPT_NUMBERS = 60;

/**
 * The last sample of every known hive, in the order of publication ([S4]). A reader that goes on after the number that it
 * reached also meets the samples that were published meanwhile, so it ends with the newest state, however long it takes. It
 * holds a number, not an iterator: a `Map` iterator that waits keeps every former table of the map in memory.
 */
export class Latest {
  readonly #byHive = new Map<string, Entry>();
  /** The event numbers of the last samples of each hive. */
  readonly #recent = new Map<string, number[]>();
  /** By ascending number; a sample that was replaced leaves a hole, so that its memory is freed at once. */
  #entries: (Entry | undefined)[] = [];
  /** The event number of each, also of holes. */
  #numbers: number[] = [];

  /** Stores a hive's sample and returns the one that it replaces; entries must come in the order of their numbers. */
  keep(hiveId: string, entry: Entry): Entry | undefined {
    const before = this.#byHive.get(hiveId);
    if (before) {
      supersede(before, entry);
      this.#entries[this.#placeAfter(before.number - 1)] = undefined;
    }
    this.#byHive.set(hiveId, entry);
    this.#entries.push(entry);
    this.#numbers.push(entry.number);
    this.#count(hiveId, entry.number);
    this.#removeHoles();
    return before;
  }

  forget(hiveId: string): void {
    const entry = this.#byHive.get(hiveId);
    if (!entry) return;
    this.#byHive.delete(hiveId);
    this.#recent.delete(hiveId);
    this.#entries[this.#placeAfter(entry.number - 1)] = undefined;
  }

  /** Event number of the oldest sample; undefined without hives. */
  oldest(): number | undefined {
    return this.next(0)?.number;
  }

  /** The first sample published after that event number; undefined if there is none. */
  next(number: number): Entry | undefined {
    let place = this.#placeAfter(number);
    while (place < this.#entries.length && !this.#entries[place]) place += 1;
    return this.#entries[place];
  }

  /** Number of hives with `counts` true whose sample was published after that event number. */
  countAfter(number: number, counts: (hiveId: string) => boolean): number {
    let count = 0;
    for (const [hiveId, entry] of this.#byHive) if (entry.number > number && counts(hiveId)) count += 1;
    return count;
  }

  /**
   * The last sample of each hive with a sample after that event number, and how many it has had since; no more than
   * `KEPT_NUMBERS` are counted.
   */
  *countsAfter(number: number): Generator<{ readonly sample: EncodedSample; readonly count: number }> {
    for (const [hiveId, { sample, number: last }] of this.#byHive) {
      if (!sample || last <= number) continue;
      const recent = this.#recent.get(hiveId) ?? [];
      yield { sample, count: recent.length - (recent.findLastIndex((it) => it <= number) + 1) };
    }
  }

  /** Ids of every hive, sorted. */
  hiveIds(): string[] {
    return [...this.#byHive.keys()].sort();
  }

  /** Index of the first entry or hole with a greater number, by binary search. */
  #placeAfter(number: number): number {
    let [from, to] = [0, this.#numbers.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#numbers[middle] as number) > number) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  #count(hiveId: string, number: number): void {
    const recent = this.#recent.get(hiveId);
    if (!recent) this.#recent.set(hiveId, [number]);
    else if (recent.push(number) > KEPT_NUMBERS) recent.shift();
  }

  #removeHoles(): void {
    const kept = this.#byHive.size;
    if (this.#entries.length - kept <= Math.max(MAX_HOLES, kept)) return;
    const entries = this.#entries.filter((entry) => entry !== undefined);
    this.#entries = entries;
    this.#numbers = entries.map(({ number }) => number);
  }
}
