import { createHash } from 'node:crypto';
import type { Directories } from '../blocks/index.ts';
import type { OpenFile } from './open-file.ts';

const HASH_BYTES = 16;
/** Directories that are kept in memory. */
const MOST_KNOWN = 4_096;

/** The table of directories of a file, to which its blocks refer by number. A number is never used again for another directory. */
export class SharedDirectories implements Directories {
  readonly #file: OpenFile;
  /** Deletes the directories that no row refers to. */
  readonly #deleteUnused: string;
  /** Numbers of directories that were made in this process. */
  #numbers = new WeakMap<Uint8Array, number>();
  readonly #bytes = new Map<number, Uint8Array>();
  /** The number that was given last. */
  #last = 0;

  /** `tables` are those whose rows refer to directories. */
  constructor(file: OpenFile, tables: readonly string[]) {
    this.#file = file;
    const isUnused = tables.map(
      (table) => `NOT EXISTS (SELECT 1 FROM ${table} WHERE ${table}.directory = directory.id)`,
    );
    this.#deleteUnused = `DELETE FROM directory WHERE ${isUnused.join(' AND ')}`;
  }

  numberOf(bytes: Uint8Array): number {
    let number = this.#numbers.get(bytes);
    if (number === undefined) {
      number = this.#numberIn(bytes);
      this.#numbers.set(bytes, number);
    }
    this.#last = number;
    return number;
  }

  bytesOf(number: number): Uint8Array | undefined {
    const known = this.#bytes.get(number);
    if (known !== undefined) return known;
    const bytes = this.#file.body('SELECT body FROM directory WHERE id = ?', number);
    if (bytes === undefined) return undefined;
    if (this.#bytes.size >= MOST_KNOWN) this.#bytes.clear();
    this.#bytes.set(number, bytes);
    return bytes;
  }

  /** What `encode` makes with these directories, and the number of the directory that it used. */
  encodeWith(encode: (directories: Directories) => Uint8Array): {
    readonly directory: number;
    readonly body: Uint8Array;
  } {
    this.#last = 0;
    const body = encode(this);
    return { directory: this.#last, body };
  }

  /** Removes directories that no block refers to. */
  removeUnused(): void {
    const removed = this.#file.run(this.#deleteUnused);
    // A hive that was silent may come back with a directory that is not in the file any more.
    if (removed > 0) this.#numbers = new WeakMap();
  }

  #numberIn(bytes: Uint8Array): number {
    const hash = createHash('sha256').update(bytes).digest().subarray(0, HASH_BYTES);
    this.#file.run('INSERT INTO directory (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING', hash, bytes);
    return this.#file.number('SELECT id FROM directory WHERE hash = ?', hash) ?? 0;
  }
}
