import { bytesChunk, type Chunk, chunkOf, packFlush, textsChunk } from './chunk.ts';
import { type Encoder, WHOLE_ENCODER } from './encoder.ts';
import { type Entry, written } from './entry.ts';
import { eventId } from './frame.ts';
import { NarrowEncoder } from './narrow-encoder.ts';
import { type ViewSpec, WHOLE_KEY } from './view-spec.ts';
import type { Watcher } from './watcher.ts';

/** Maximum size of one write, characters. */
const SLICE_CHARS = 256 * 1024;

interface Frame {
  readonly text: string;
  /** Number of the event up to which everything is sent once this frame is sent. */
  readonly position: number;
  /** Number of samples that the view had encoded up to this frame. */
  readonly samples: number;
  /** The event, in the view without a filter. */
  readonly entry: Entry | undefined;
}

/** Frames that are written together. */
export interface Slice {
  readonly frames: readonly Frame[];
  /** Index of the first of them among all frames of the view. */
  readonly first: number;
}

/** The watchers with one query, and the frames to write to them. */
export class View {
  readonly key: string;
  readonly spec: ViewSpec;
  readonly encoder: Encoder;
  readonly watchers = new Set<Watcher>();
  readonly #boot: string;
  /** Frames that are not written yet. */
  #pending: Frame[] = [];
  #count = 0;
  #samples = 0;
  /** Frames before this one belong to the flush in progress. */
  #until = 0;
  /** Samples that wait for their interval, one per hive, in the order of their numbers. */
  readonly #held = new Map<string, Entry>();
  #releaseAt = Number.NEGATIVE_INFINITY;

  constructor(key: string, spec: ViewSpec, boot: string) {
    this.key = key;
    this.spec = spec;
    this.#boot = boot;
    this.encoder = key === WHOLE_KEY ? WHOLE_ENCODER : new NarrowEncoder(spec);
  }

  /** True if the view has no filter and no format of its own. */
  get isWhole(): boolean {
    return this.encoder === WHOLE_ENCODER;
  }

  /** Number of samples that this view has encoded. */
  get samples(): number {
    return this.#samples;
  }

  /** Number of frames made so far. A watcher that becomes live now was sent their events before. */
  get count(): number {
    return this.#count;
  }

  /** Adds an event; returns the time at which there is something to write, monotonic milliseconds, or null. */
  offer(entry: Entry): number | null {
    const { intervalMs } = this.spec;
    if (intervalMs === 0) return this.#put(entry, entry.number) ? entry.at : null;
    if (!entry.sample) return this.#put(entry, this.#before(entry)) ? entry.at : null;
    const { hive_id } = entry.sample;
    if (this.#held.size === 0 && this.#releaseAt < entry.at) this.#releaseAt = entry.at + intervalMs;
    this.#held.delete(hive_id);
    this.#held.set(hive_id, entry);
    return this.#releaseAt;
  }

  /** Time at which the waiting samples are due, monotonic milliseconds; null without any. */
  get releaseAt(): number | null {
    return this.#held.size === 0 ? null : this.#releaseAt;
  }

  /** Encodes the samples whose interval is over. */
  #release(at: number): void {
    if (this.#held.size === 0 || at < this.#releaseAt) return;
    for (const entry of this.#held.values()) this.#put(entry, entry.number);
    this.#held.clear();
  }

  /** True if frames wait to be written. */
  get waits(): boolean {
    return this.#pending.length > 0;
  }

  /** Begins a flush, which writes the frames made so far. */
  begin(at: number): void {
    this.#release(at);
    this.#until = this.#count;
  }

  /** The next frames of the flush; null if there are none. */
  take(): Slice | null {
    const first = this.#count - this.#pending.length;
    const most = this.#until - first;
    if (most <= 0) return null;
    let chars = 0;
    const past = this.#pending.findIndex(({ text }) => {
      chars += text.length;
      return chars > SLICE_CHARS;
    });
    const frames = this.#pending.splice(0, past === -1 ? most : Math.min(most, Math.max(1, past)));
    return { frames, first };
  }

  /** Events are sent at once and the samples before them later: an event's id must not say that those were sent. */
  #before(entry: Entry): number {
    const oldest = this.#held.values().next().value;
    return oldest ? oldest.number - 1 : entry.number;
  }

  #put(entry: Entry, position: number): boolean {
    const text = this.encoder.next(entry, eventId(this.#boot, position));
    if (text === null) return false;
    this.#count += 1;
    if (entry.sample) this.#samples += 1;
    this.#pending.push({ text, position, samples: this.#samples, entry: this.isWhole ? entry : undefined });
    return true;
  }
}

/** The bytes of a slice, plain and compressed; both are made once. */
export class SliceBytes {
  readonly #slice: Slice;
  #text: Chunk | undefined;
  #packed: Chunk | undefined;

  constructor(slice: Slice) {
    this.#slice = slice;
  }

  /** Bytes for a watcher whose first frame is `firstFrame`; null if the slice has none of its frames. */
  for(firstFrame: number, gzip: boolean): Chunk | null {
    const { frames, first } = this.#slice;
    if (firstFrame >= first + frames.length) return null;
    if (firstFrame > first) return chunkOf(joined(frames.slice(firstFrame - first)), gzip);
    this.#text ??= encoded(frames);
    if (!gzip) return this.#text;
    this.#packed ??= bytesChunk([packFlush(this.#text.plain)]);
    return this.#packed;
  }
}

/** Frames as one chunk. The ring keeps each event's frame as a part of its memory. */
function encoded(frames: readonly Frame[]): Chunk {
  const { chunk, ends } = textsChunk(frames.map(({ text }) => text));
  let from = 0;
  for (const [index, { entry }] of frames.entries()) {
    if (!entry) break;
    const to = ends[index] as number;
    written(entry, chunk.plain.subarray(from, to));
    from = to;
  }
  return chunk;
}

const joined = (frames: readonly Frame[]): string => frames.map(({ text }) => text).join('');
