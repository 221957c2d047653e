import type { HiveEvent } from '@rbee/contract';
import { bytesChunk, type Chunk, chunkOf, packFlush, textsChunk } from './chunk.ts';
import type { EncodedSample } from './encoded-sample.ts';
import { DEFAULT_ENCODER, type Encoder } from './encoder.ts';
import { type Entry, written } from './entry.ts';
import { eventId } from './frame.ts';
import { NarrowEncoder } from './narrow-encoder.ts';
import { DEFAULT_VIEW_KEY, type ViewSpec } from './view-spec.ts';
import type { Watcher } from './watcher.ts';

/** Target size of one write, characters; a single longer frame is written whole. */
const SLICE_CHARS = 256 * 1024;

interface ViewFrame {
  readonly text: string;
  /** Number of the event up to which everything is sent once this frame is sent. */
  readonly position: number;
  /** Number of samples that the view had encoded up to this frame. */
  readonly samples: number;
  /** The event, in the default view. */
  readonly entry: Entry | undefined;
}

/** Frames that are written together. */
export interface Slice {
  readonly frames: readonly ViewFrame[];
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
  readonly #corrected: (hiveId: string) => EncodedSample | null;
  /** Frames that are not written yet. */
  #pending: ViewFrame[] = [];
  #count = 0;
  #samples = 0;
  /** Frames before this one belong to the flush in progress. */
  #until = 0;
  /** Samples that wait for their interval, one per hive, in the order of their numbers. */
  readonly #waiting = new Map<string, Entry>();
  #releaseAt = Number.NEGATIVE_INFINITY;

  /** `corrected` returns a hive's last sample with its present health if that is not healthy, else null. */
  constructor(
    key: string,
    spec: ViewSpec,
    boot: string,
    corrected: (hiveId: string) => EncodedSample | null,
  ) {
    this.key = key;
    this.spec = spec;
    this.#boot = boot;
    this.#corrected = corrected;
    this.encoder = key === DEFAULT_VIEW_KEY ? DEFAULT_ENCODER : new NarrowEncoder(spec);
  }

  /** True for the view without a query. */
  get isDefault(): boolean {
    return this.encoder === DEFAULT_ENCODER;
  }

  /** Number of samples that this view has encoded. */
  get samples(): number {
    return this.#samples;
  }

  /** Number of frames made so far. A watcher that becomes live now already has the events of all of them. */
  get count(): number {
    return this.#count;
  }

  /** Adds an event; returns the time at which there is something to write, monotonic milliseconds, or null. */
  offer(entry: Entry): number | null {
    const { intervalMs } = this.spec;
    if (intervalMs === 0) return this.#put(entry, entry.number) ? entry.at : null;
    if (!entry.sample) return this.#overtake(entry);
    const { hive_id } = entry.sample;
    if (this.#waiting.size === 0 && this.#releaseAt < entry.at) this.#releaseAt = entry.at + intervalMs;
    this.#waiting.delete(hive_id);
    this.#waiting.set(hive_id, entry);
    return this.#releaseAt;
  }

  /** Time at which the waiting samples are due, monotonic milliseconds; null without any. */
  get releaseAt(): number | null {
    return this.#waiting.size === 0 ? null : this.#releaseAt;
  }

  /** Sends an event before the samples that wait. A hive that was forgotten must not come back with its last sample. */
  #overtake(entry: Entry): number | null {
    const { type, hive_id } = (entry.event ?? {}) as Partial<HiveEvent>;
    if (entry.name === 'hive' && type === 'forgotten') this.#waiting.delete(hive_id ?? '');
    return this.#put(entry, this.#idBefore(entry)) ? entry.at : null;
  }

  /** Encodes the samples whose interval is over, with the health of this moment: an event may have overtaken them ([S2]). */
  #release(at: number): void {
    if (this.#waiting.size === 0 || at < this.#releaseAt) return;
    for (const [hiveId, entry] of this.#waiting) {
      const sample = this.#corrected(hiveId);
      this.#put(sample ? { ...entry, sample, event: sample } : entry, entry.number);
    }
    this.#waiting.clear();
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

  /** An event is sent before older samples that wait: its id is that before them, so a client that resumes from it gets them. */
  #idBefore(entry: Entry): number {
    const oldest = this.#waiting.values().next().value;
    return oldest ? oldest.number - 1 : entry.number;
  }

  #put(entry: Entry, position: number): boolean {
    const text = this.encoder.next(entry, eventId(this.#boot, position));
    if (text === null) return false;
    this.#count += 1;
    if (entry.sample) this.#samples += 1;
    this.#pending.push({ text, position, samples: this.#samples, entry: this.isDefault ? entry : undefined });
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
function encoded(frames: readonly ViewFrame[]): Chunk {
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

const joined = (frames: readonly ViewFrame[]): string => frames.map(({ text }) => text).join('');
