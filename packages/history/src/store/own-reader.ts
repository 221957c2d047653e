import type { SecondsBlock } from '../block.ts';
import type { Range } from '../store-reader.ts';
import { FileReader } from './file-reader.ts';
import type { StoreWriter } from './store-writer.ts';
import type { Bounds } from './tier-bounds.ts';

/** Reads the seconds that a writer of the same thread keeps, whether they are in the files or not. */
export class OwnReader {
  readonly #writer: StoreWriter;
  readonly #files: FileReader;

  /** `now` is in milliseconds since the epoch. */
  constructor(writer: StoreWriter, folder: string, bounds: Bounds, now: () => number) {
    this.#writer = writer;
    this.#files = new FileReader(folder, bounds, now, (it) => writer.noteUnreadable(it));
  }

  seconds(hiveId: string, range: Range): Iterable<SecondsBlock> {
    this.#files.add({ minutes: this.#writer.minutesOf(hiveId) });
    return this.#files.seconds(hiveId, range);
  }

  /** Ids of the hives that may have anything in the range. */
  hives(range: Range): readonly string[] {
    this.#files.add({ minutes: [] });
    return [...new Set([...this.#files.hives(range), ...this.#writer.hives])];
  }

  close(): void {
    this.#files.close();
  }
}
