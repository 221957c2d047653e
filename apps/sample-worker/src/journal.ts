import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file that records completions, in a folder of its own. When it is full, it starts again from the beginning. */
export class Journal {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #maxBytes: number;
  #size = 0;
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle, maxBytes: number) {
    this.path = path;
    this.#file = file;
    this.#maxBytes = maxBytes;
  }

  /** Creates a journal of at most `maxBytes` in a new folder within `parent`. */
  static async create(parent: string, maxBytes: number): Promise<Journal> {
    const path = join(await mkdtemp(join(parent, 'rbee-sample-')), 'journal.jsonl');
    return new Journal(path, await open(path, 'a'), maxBytes);
  }

  /** Writes one entry as a line of JSON, after all earlier entries. Rejects if it cannot be written. */
  append(entry: unknown): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`).subarray(0, this.#maxBytes);
    const written = this.#lastWrite.then(() => this.#write(line));
    this.#lastWrite = written.catch(() => {}); // the caller gets the error; the next entry is written all the same
    return written;
  }

  /** Waits for pending writes and removes the folder. */
  async remove(): Promise<void> {
    await this.#lastWrite;
    await this.#file.close();
    await rm(dirname(this.path), { recursive: true, force: true });
  }

  async #write(line: Buffer): Promise<void> {
    if (this.#size + line.length > this.#maxBytes) {
      await this.#file.truncate(0);
      this.#size = 0;
    }
    await this.#file.appendFile(line);
    this.#size += line.length;
  }
}
