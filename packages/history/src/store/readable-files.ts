import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Range } from '../store-reader.ts';
import { failureKind, messageOf } from './failure.ts';
import { FILE_KINDS, type FileKind } from './file-names.ts';
import { MIGRATIONS } from './migrations.ts';
import type { OpenFile } from './open-file.ts';
import { openToRead } from './sqlite-file.ts';
import { type FileOfPeriod, listFiles } from './writable-files.ts';

/** A file that could not be read. */
export interface Unreadable {
  readonly kind: FileKind;
  /** Start of its period, milliseconds since the epoch. */
  readonly start: number;
  readonly isDamaged: boolean;
  readonly message: string;
}

/** Files that stay open. */
const MOST_OPEN = 8;

/** The files of one kind, opened to read only. A file that cannot be read is left out, and said. */
export class ReadableFiles<F extends OpenFile> {
  readonly #folder: string;
  readonly #kind: FileKind;
  readonly #wrap: (path: string, db: DatabaseSync) => F;
  readonly #onUnreadable: (unreadable: Unreadable) => void;
  /** Open files by path, with their number in the file system. */
  readonly #open = new Map<string, { readonly file: F; readonly inode: number }>();

  constructor(
    folder: string,
    kind: FileKind,
    wrap: (path: string, db: DatabaseSync) => F,
    onUnreadable: (unreadable: Unreadable) => void,
  ) {
    this.#folder = folder;
    this.#kind = kind;
    this.#wrap = wrap;
    this.#onUnreadable = onUnreadable;
  }

  /** What `read` gives of each file that has a part of the range, in order of time; `part` is that part. */
  *inRange<T>({ from, to }: Range, read: (file: F, part: Range) => Iterable<T>): Generator<T> {
    for (const found of listFiles(this.#folder, this.#kind)) {
      const end = found.start + FILE_KINDS[this.#kind].periodMs;
      if (found.start >= to || end <= from) continue;
      const part = { from: Math.max(from, found.start), to: Math.min(to, end) };
      yield* this.#readingOf(found, (file) => read(file, part));
    }
  }

  /** What `read` gives of each file from the oldest one on. */
  all<T>(read: (file: F) => Iterable<T>): Generator<T> {
    return this.inRange({ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }, read);
  }

  close(): void {
    for (const path of [...this.#open.keys()]) this.#close(path);
  }

  *#readingOf<T>(found: FileOfPeriod, read: (file: F) => Iterable<T>): Generator<T> {
    try {
      const file = this.#opened(found.path);
      if (file !== null) yield* read(file);
    } catch (error) {
      this.#close(found.path);
      this.#onUnreadable({
        kind: this.#kind,
        start: found.start,
        isDamaged: failureKind(error) === 'damaged',
        message: `${found.path} cannot be read: ${messageOf(error)}`,
      });
    }
  }

  /** Null for a file that was removed since it was listed. */
  #opened(path: string): F | null {
    const inode = statSync(path, { throwIfNoEntry: false })?.ino;
    const known = this.#open.get(path);
    if (known !== undefined && known.inode !== inode) this.#close(path);
    if (inode === undefined) return null;
    const file = this.#open.get(path)?.file ?? this.#wrap(path, openToRead(path, MIGRATIONS[this.#kind]));
    this.#open.delete(path);
    this.#open.set(path, { file, inode });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#close(oldest);
    return file;
  }

  #close(path: string): void {
    this.#open.get(path)?.file.close();
    this.#open.delete(path);
  }
}
