import {
  closeSync,
  existsSync,
  opendirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import type { UnknownReason } from '@rbee/contract';
import { type Folder, ForeignFolder } from './foreign-folder.ts';
import { nameFromBytes, systemPath } from './path-bytes.ts';

/** Why a file could not be read. `gone`: it does not exist, or its process has ended. `timeout`: it does not answer. */
export type Refusal = 'gone' | 'permission' | 'timeout' | 'failed';

/** Result of a read. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads the kernel's files synchronously: they are in memory, and the thread pool would cost more than the read. */
export interface Files {
  /**
   * Text of a file, without what comes after `maxBytes`; 4 MiB unless given. A file of the kernel comes in pieces, mostly
   * of a page: none is read after one that `isLast`, which gets the piece as text.
   */
  text(path: string, maxBytes?: number, isLast?: (piece: string) => boolean): Answer<string>;
  /** Text of a file that is read in every sample; it stays open if the limit of open files allows it. */
  again(path: string): Answer<string>;
  bytes(path: string): Answer<Uint8Array>;
  /** Names in a directory; at most `most` of them, in no order, if that is given: a process can open a million files. */
  names(path: string, most?: number): Answer<readonly string[]>;
  /** Target of a symbolic link, as the kernel writes it: `socket:[12345]`, `net:[4026531840]`. */
  link(path: string): Answer<string>;
  /** Names of the subdirectories, which need not be UTF-8 (path-bytes.ts); empty if the directory cannot be listed. */
  directories(path: string): readonly string[];
  exists(path: string): boolean;
  /** A folder whose contents other users choose, at `path` as a process sees it whose root folder is `root`. */
  foreign(root: string, path: string): Answer<Folder>;
  /** Drops the cached refusals of the files in a directory: a process that reuses the pid may have other rights. */
  forget(directory: string): void;
  /** Ends a sample: closes files that are no longer read. */
  endSample(): void;
  close(): void;
}

/** Longest text that is read of a file: a user can make the list of their sockets as long as they like. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;

const readText = (path: string, maxBytes = MAX_TEXT_BYTES, isLast?: (piece: string) => boolean): string =>
  closing(openSync(systemPath(path), 'r'), (file) => textFrom(file, maxBytes, undefined, isLast));

/** Calls `use` with an open file and closes it. */
export function closing<T>(descriptor: number, use: (descriptor: number) => T): T {
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The files of this machine. Up to `maxOpen` of them stay open from one sample to the next. */
export function createFiles(maxOpen = 0): Files {
  const kept = new KeptFiles(maxOpen, readText);
  const refusals = new Refusals();
  return {
    text: (path, maxBytes, isLast) => ask(() => readText(path, maxBytes, isLast)),
    again: (path) => {
      if (refusals.isRefused(path)) return { ok: false, refusal: 'permission' };
      const answer = ask(() => kept.read(path));
      if (!answer.ok && answer.refusal === 'permission') refusals.add(path);
      return answer;
    },
    bytes: (path) => ask(() => readFileSync(systemPath(path))),
    names: (path, most) =>
      ask(() => (most === undefined ? readdirSync(systemPath(path)) : firstNames(systemPath(path), most))),
    link: (path) => ask(() => readlinkSync(systemPath(path))),
    directories: (path) => {
      const entries = ask(() => readdirSync(systemPath(path), { withFileTypes: true, encoding: 'buffer' }));
      if (!entries.ok) return [];
      return entries.value.filter((it) => it.isDirectory()).map((it) => nameFromBytes(it.name));
    },
    exists: (path) => existsSync(systemPath(path)),
    foreign: ForeignFolder.open,
    forget: (directory) => refusals.forget(directory),
    endSample: () => {
      kept.endSample();
      refusals.endSample();
    },
    close: () => kept.close(),
  };
}

/** Entries that are fetched from the kernel at once. */
const ENTRIES_AT_ONCE = 256;

/** At most `most` names in a directory, of which no more are read. Throws as `node:fs` does. */
export function firstNames(path: string | Buffer, most: number): string[] {
  const directory = opendirSync(path, { bufferSize: Math.min(most, ENTRIES_AT_ONCE) });
  try {
    const names: string[] = [];
    while (names.length < most) {
      const entry = directory.readSync();
      if (!entry) break;
      names.push(entry.name);
    }
    return names;
  } finally {
    directory.closeSync();
  }
}

/** The reason of [W2] for a refusal. */
export const reasonOf = (refusal: Refusal): UnknownReason =>
  refusal === 'permission' || refusal === 'timeout' ? refusal : 'not_exposed';

/** The parsed text; null if it was refused or cannot be parsed. */
export const parsed = <T>(answer: Answer<string>, parse: (text: string) => T | null): T | null =>
  answer.ok ? parse(answer.value) : null;

const GONE = new Set(['ENOENT', 'ESRCH', 'ENOTDIR', 'ENODEV']);

/** Calls the system and returns its error codes as values. Other errors are thrown. */
export function ask<T>(question: () => T): Answer<T> {
  try {
    return { ok: true, value: question() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    if (GONE.has(code)) return { ok: false, refusal: 'gone' };
    return { ok: false, refusal: code === 'EACCES' || code === 'EPERM' ? 'permission' : 'failed' };
  }
}

const BUFFER_BYTES = 4096;
const PART_BYTES = 16 * 1024;

/** One read returns all of a short file; for a longer one the kernel may return only one page (seq_file.rst). */
const SHORT_BYTES = 2048;

/** Samples for which a file stays open without a read: some files are read every tenth sample. */
const IDLE_SAMPLES = 12;

interface Kept {
  readonly descriptor: number;
  lastReadInSample: number;
}

/**
 * Files that stay open; the kernel generates them again at each read from offset 0. Reading an open file of /proc costs
 * a quarter of opening it each time. The descriptor belongs to the process for which it was opened: after that process
 * has ended, a read fails with ESRCH even if the pid is reused (proc(5)), so a read that fails is repeated once with the
 * file opened again. Throws as `node:fs` does.
 */
export class KeptFiles {
  readonly #maxOpen: number;
  readonly #readOnce: (path: string) => string;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  readonly #open = new Map<string, Kept>();
  #sample = 0;

  /** Keeps up to `maxOpen` files open; the others are read by `readOnce`. */
  constructor(maxOpen: number, readOnce: (path: string) => string) {
    this.#maxOpen = maxOpen;
    this.#readOnce = readOnce;
  }

  read(path: string): string {
    const known = this.#open.get(path);
    if (known) {
      const answer = ask(() => this.#readKept(path, known));
      if (answer.ok) return answer.value;
    }
    if (this.#open.size >= this.#maxOpen) return this.#readOnce(path);
    const kept = { descriptor: openSync(systemPath(path), 'r'), lastReadInSample: this.#sample };
    this.#open.set(path, kept);
    return this.#readKept(path, kept);
  }

  #readKept(path: string, kept: Kept): string {
    kept.lastReadInSample = this.#sample;
    try {
      const bytes = readSync(kept.descriptor, this.#buffer, 0, BUFFER_BYTES, 0);
      if (bytes <= SHORT_BYTES) return this.#buffer.toString('utf8', 0, bytes);
      return textFrom(kept.descriptor, MAX_TEXT_BYTES, Buffer.from(this.#buffer.subarray(0, bytes)));
    } catch (error) {
      this.#shut(path, kept);
      throw error;
    }
  }

  /** Ends a sample: closes files that were not read for several samples. */
  endSample(): void {
    this.#sample += 1;
    this.#open.forEach((kept, path) => {
      if (this.#sample - kept.lastReadInSample > IDLE_SAMPLES) this.#shut(path, kept);
    });
  }

  close(): void {
    for (const [path, kept] of this.#open) this.#shut(path, kept);
  }

  #shut(path: string, { descriptor }: Kept): void {
    this.#open.delete(path);
    closeSync(descriptor);
  }
}

/** Up to `maxBytes` of an open file, of which `start` has been read. No piece is read after one that `isLast`. */
export function textFrom(
  descriptor: number,
  maxBytes: number,
  start?: Buffer,
  isLast?: (piece: string) => boolean,
): string {
  const parts = start ? [start] : [];
  let at = start?.length ?? 0;
  while (at < maxBytes) {
    const part = Buffer.allocUnsafe(Math.min(PART_BYTES, maxBytes - at));
    const bytes = readSync(descriptor, part, 0, part.length, at);
    if (bytes === 0) break;
    const piece = part.subarray(0, bytes);
    parts.push(piece);
    at += bytes;
    if (isLast?.(piece.toString())) break;
  }
  return Buffer.concat(parts).toString();
}

const RETRY_AFTER_SAMPLES = 10;

/** Caches which files may not be read: a refused open costs more than a read. */
export class Refusals {
  readonly #until = new Map<string, number>();
  #sample = 0;

  /** True if permission for a file was refused recently, so that it should not be tried yet. */
  isRefused(path: string): boolean {
    return this.#until.has(path);
  }

  add(path: string): void {
    this.#until.set(path, this.#sample + RETRY_AFTER_SAMPLES);
  }

  /** Drops the refusals of the files in a directory. */
  forget(directory: string): void {
    const start = `${directory}/`;
    this.#until.forEach((_, path) => {
      if (path.startsWith(start)) this.#until.delete(path);
    });
  }

  endSample(): void {
    this.#sample += 1;
    this.#until.forEach((last, path) => {
      if (last <= this.#sample) this.#until.delete(path);
    });
  }
}
