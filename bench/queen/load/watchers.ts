import { inBatches } from './in-batches.ts';
import type { Posts } from './posts.ts';
import { Scanner } from './scanner.ts';
import { type OpenWatcher, type WatcherKind, watchPlain, watchZipped } from './watch.ts';

/** Watchers that look into what they are told, if there are so many and nothing else is said; the others count bytes. */
const SCANNING = 10;

/** Who is to watch what. */
export interface WatchersWish {
  readonly port: number;
  readonly count: number;
  readonly kind: WatcherKind;
  readonly posts: Posts;
  /** How many look into what they are told. */
  readonly scanning?: number;
}

/** Connections that are told what happens. All of them must be told the same number of bytes. */
export class Watchers {
  readonly #bytes: Float64Array;
  readonly #posts: Posts;
  readonly #zipped: boolean;
  readonly #scanning = new Map<number, { frames: number }>();
  #open: OpenWatcher[] = [];
  /** When one of them was last told something. */
  lastByteAt = 0;
  #latenciesMs: number[] = [];

  private constructor({ count, posts, kind }: WatchersWish) {
    this.#zipped = kind.zipped;
    this.#bytes = new Float64Array(count);
    this.#posts = posts;
  }

  /** Connects them; those that scan are spread among them. */
  static async open(wish: WatchersWish): Promise<Watchers> {
    const watchers = new Watchers(wish);
    const every = Math.max(1, Math.floor(wish.count / (wish.scanning ?? SCANNING)));
    watchers.#open = await inBatches(wish.count, (index) => {
      const onBytes = (bytes: number): void => watchers.#count(index, bytes);
      if (index % every !== 0) return watchPlain(wish, onBytes, null);
      const scanner = watchers.#scannerFor(index, wish.kind);
      const look = (bytes: Buffer): void => scanner.feed(bytes);
      return wish.kind.zipped ? watchZipped(wish, onBytes, look) : watchPlain(wish, onBytes, look);
    });
    return watchers;
  }

  /** Resolves when nobody was told anything for a while; false where that does not come to be. */
  async quiet(forMs: number): Promise<boolean> {
    const until = performance.now() + 20_000;
    while (performance.now() < until) {
      const { bytes } = this;
      await new Promise((resolve) => setTimeout(resolve, forMs));
      if (bytes === this.bytes && performance.now() - this.lastByteAt >= forMs) return true;
    }
    return false;
  }

  /** Counts from now on. */
  reset(): void {
    this.#bytes.fill(0);
    this.#latenciesMs = [];
    for (const scanning of this.#scanning.values()) scanning.frames = 0;
  }

  /** Bytes that all of them were told. */
  get bytes(): number {
    return this.#bytes.reduce((sum, it) => sum + it, 0);
  }

  /** Frames of samples that all of them were told: counted where it was scanned, by their bytes elsewhere. */
  get frames(): number {
    let [bytes, frames] = [0, 0];
    for (const [index, scanning] of this.#scanning) {
      bytes += this.#bytes[index] ?? 0;
      frames += scanning.frames;
    }
    return frames === 0 ? 0 : this.bytes / (bytes / frames);
  }

  /** The fewest and most bytes of one watcher, and the fewest frames of one that scans. Those that unpack count otherwise. */
  get spread(): { readonly fewest: number; readonly most: number; readonly fewestFrames: number } {
    const frames = [...this.#scanning.values()].map((it) => it.frames);
    const alike = [...this.#bytes].filter((_, index) => !this.#zipped || !this.#scanning.has(index));
    return { fewest: Math.min(...alike), most: Math.max(...alike), fewestFrames: Math.min(...frames) };
  }

  /** Milliseconds from the sending of a heartbeat to its receipt, of those that scan. */
  get latenciesMs(): readonly number[] {
    return this.#latenciesMs;
  }

  end(): void {
    for (const { end } of this.#open) end();
  }

  #count(index: number, bytes: number): void {
    this.#bytes[index] = (this.#bytes[index] ?? 0) + bytes;
    this.lastByteAt = performance.now();
  }

  #scannerFor(index: number, { needle }: WatcherKind): Scanner {
    const counted = { frames: 0 };
    this.#scanning.set(index, counted);
    const digits = needle === '"seq":' ? 10 : 0;
    return new Scanner(needle, digits, (bytes, at) => {
      counted.frames += 1;
      if (digits === 0) return;
      let seq = 0;
      for (let n = at + needle.length; n < at + needle.length + digits; n += 1) {
        seq = seq * 10 + (bytes[n] ?? 0) - 0x30;
      }
      this.#latenciesMs.push(this.#posts.ageOf(seq, performance.now()));
    });
  }
}
