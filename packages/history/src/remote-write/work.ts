import type { Place } from './chunk.ts';
import type { WriteRequest } from './write-request.ts';

/** A request that waits, is on its way, or is done. */
export interface Batch {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly samples: number;
  /** Hives up to this one are in it or in those before it. */
  readonly hiveId: string;
  isDone: boolean;
}

/** What `next` gives if there is more to do, but not at once. */
export const LATER = Symbol('later');

/** The requests of a chunk: made as they are needed, and given again if they have to be sent again. */
export class Work {
  readonly #places: Generator<Place, string>;
  readonly #request: WriteRequest;
  readonly #compress: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>;
  /** Those that were made and are not done, in their order; after one that is not done others may be. */
  #batches: Batch[] = [];
  #again: Batch[] = [];
  #isWritten = false;
  #hiveId: string;
  #failure: Error | undefined;

  /**
   * @param places writes the chunk into the request
   * @param after hives up to this one were sent before
   */
  constructor(
    places: Generator<Place, string>,
    request: WriteRequest,
    compress: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>,
    after: string,
  ) {
    this.#places = places;
    this.#request = request;
    this.#compress = compress;
    this.#hiveId = after;
  }

  /** Hives up to this one are done, whatever becomes of the others. */
  get hiveId(): string {
    return this.#hiveId;
  }

  /** Why the chunk could not be read to its end; what was read is sent all the same. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get isComplete(): boolean {
    return this.#isWritten && this.#batches.length === 0;
  }

  /** The next request to send; undefined if all are on their way. */
  next(): Batch | typeof LATER | undefined {
    const again = this.#again.shift();
    if (again || this.#isWritten) return again;
    const place = this.#write();
    if (!place.isFull) return LATER;
    if (this.#request.samples > 0) return this.#made(place.hiveId);
    if (this.#batches.length === 0) this.#hiveId = place.hiveId;
    return this.#isWritten ? undefined : LATER;
  }

  done(batch: Batch): void {
    batch.isDone = true;
    while (this.#batches[0]?.isDone) this.#hiveId = (this.#batches.shift() as Batch).hiveId;
  }

  repeat(batch: Batch): void {
    this.#again.push(batch);
  }

  #write(): Place {
    try {
      const { value, done } = this.#places.next();
      this.#isWritten = done === true;
      return typeof value === 'string' ? { hiveId: value, isFull: true } : value;
    } catch (error) {
      this.#isWritten = true;
      this.#failure = error as Error;
      return { hiveId: this.#batches.at(-1)?.hiveId ?? this.#hiveId, isFull: true };
    }
  }

  #made(hiveId: string): Batch {
    const { samples, bytes } = this.#request;
    const batch = { body: this.#compress(bytes), samples, hiveId, isDone: false };
    this.#request.clear();
    this.#batches.push(batch);
    return batch;
  }
}
