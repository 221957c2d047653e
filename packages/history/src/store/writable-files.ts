import { closeSync, fdatasyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { failureKind } from './failure.ts';
import { type FileKind, fileName, periodStart, startInName } from './file-names.ts';
import { MIGRATIONS } from './migrations.ts';
import type { OpenFile } from './open-file.ts';
import type { Problems } from './problems.ts';
import { LaterVersion, openToWrite } from './sqlite-file.ts';

/** A file of a period; `start` is the start of the period, milliseconds since the epoch. */
export interface FileOfPeriod {
  readonly start: number;
  readonly path: string;
}

/** The files of a kind in a folder, in order of time. */
export function listFiles(folder: string, kind: FileKind): FileOfPeriod[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const start = startInName(kind, name);
      return start === null ? [] : [{ start, path: join(folder, name) }];
    })
    .sort((a, b) => a.start - b.start);
}

/** What SQLite puts beside a file. */
const BESIDE = ['-wal', '-shm'];

/** Bytes of a file and of what SQLite puts beside it. */
export const bytesOfFile = (path: string): number =>
  ['', ...BESIDE].reduce((sum, end) => sum + (statSync(path + end, { throwIfNoEntry: false })?.size ?? 0), 0);

/** Files that are open at a time: the present one, and older ones that late samples belong to. */
const MOST_OPEN = 3;
/** Time for which it is said that a file was lost. */
const SAID_MS = 86_400_000;

interface Opened<F> {
  readonly file: F;
  /** Numbers of the file and of its write-ahead log in their file system; 0 before the first write. */
  inodes: readonly [number, number];
}

/** The files of one kind, opened to write. They belong to one thread. */
export class WritableFiles<F extends OpenFile> {
  readonly #folder: string;
  readonly #kind: FileKind;
  readonly #wrap: (path: string, db: DatabaseSync) => F;
  readonly #problems: Problems;
  /** Open files by the start of their period; the one that was used last is at the end. */
  readonly #open = new Map<number, Opened<F>>();
  /** Paths of files whose write-ahead logs have transactions that may not be on the disk. */
  readonly #unsynced = new Set<string>();

  constructor(
    folder: string,
    kind: FileKind,
    wrap: (path: string, db: DatabaseSync) => F,
    problems: Problems,
  ) {
    this.#folder = folder;
    this.#kind = kind;
    this.#wrap = wrap;
    this.#problems = problems;
  }

  /**
   * Does `work` in one transaction on the file that has a time. A damaged file is set aside, and `work` is done again on an empty
   * one. Undefined if the file is of a later version and so left alone.
   */
  write<T>(at: number, now: number, work: (file: F) => T): T | undefined {
    return this.#attempt(at, now, (opened) => {
      const result = opened.file.inTransaction(() => work(opened.file));
      if (opened.inodes[0] === 0) opened.inodes = inodesOf(opened.file.path);
      this.#unsynced.add(opened.file.path);
      return result;
    });
  }

  /** Does `work` on the file that has a time; undefined if there is none, or it is of a later version. */
  read<T>(at: number, now: number, work: (file: F) => T): T | undefined {
    const start = periodStart(this.#kind, at);
    if (!this.#open.has(start) && !isThere(this.#path(start))) return undefined;
    return this.#attempt(at, now, (opened) => work(opened.file));
  }

  list(): FileOfPeriod[] {
    return listFiles(this.#folder, this.#kind);
  }

  /** Removes the file of a period. */
  remove(start: number): void {
    this.#close(start);
    const path = this.#path(start);
    for (const end of ['', ...BESIDE]) rmSync(path + end, { force: true });
  }

  /** Closes files that somebody removed or replaced while they were open: what is written to them would be lost. True if any was. */
  closeLost(now: number): boolean {
    const lost = [...this.#open].filter(
      ([, { file, inodes }]) => inodes[0] !== 0 && !isSame(inodes, file.path),
    );
    for (const [start, { file }] of lost) {
      this.#close(start);
      this.#problems.say(
        file.path,
        `${file.path} was removed while it was in use; another one was begun.`,
        now + SAID_MS,
      );
    }
    return lost.length > 0;
  }

  /** Makes sure that what was written is on the disk, and copies write-ahead logs into their files. */
  sync(): void {
    for (const path of this.#unsynced) {
      syncFile(`${path}-wal`);
      this.#unsynced.delete(path);
    }
    for (const { file } of this.#open.values()) file.checkpoint();
  }

  /** Returns the bytes of write-ahead logs to the disk. */
  emptyLogs(): void {
    for (const { file } of this.#open.values()) file.emptyLog();
  }

  /** Closes all files, which also ends a transaction that could not be ended otherwise. */
  close(): void {
    for (const start of [...this.#open.keys()]) this.#close(start);
  }

  #attempt<T>(at: number, now: number, work: (opened: Opened<F>) => T): T | undefined {
    const start = periodStart(this.#kind, at);
    for (let isSecond = false; ; isSecond = true) {
      try {
        return work(this.#opened(start));
      } catch (error) {
        this.#close(start);
        if (error instanceof LaterVersion) {
          this.#problems.say(this.#path(start), error.message, now + SAID_MS);
          return undefined;
        }
        if (isSecond || failureKind(error) !== 'damaged') throw error;
        this.setAside(start, now);
      }
    }
  }

  /** Renames a damaged file, so that another one is begun in its place. */
  setAside(start: number, now: number): void {
    this.#close(start);
    const path = this.#path(start);
    if (!isThere(path)) return;
    const aside = freeName(`${path}.damaged`);
    for (const end of ['', ...BESIDE]) {
      if (isThere(path + end)) renameSync(path + end, aside + end);
    }
    const sentence = `${path} is damaged. It was renamed to ${basename(aside)}, and another one was begun.`;
    this.#problems.say(aside, sentence, now + SAID_MS);
  }

  #opened(start: number): Opened<F> {
    let opened = this.#open.get(start);
    if (opened === undefined) {
      const path = this.#path(start);
      opened = { file: this.#wrap(path, openToWrite(path, MIGRATIONS[this.#kind])), inodes: [0, 0] };
    }
    this.#open.delete(start);
    this.#open.set(start, opened);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#close(oldest);
    return opened;
  }

  #close(start: number): void {
    const opened = this.#open.get(start);
    this.#open.delete(start);
    opened?.file.close();
  }

  #path(start: number): string {
    return join(this.#folder, fileName(this.#kind, start));
  }
}

/** The name, with a number after it if there is such a file. */
function freeName(path: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? path : `${path}-${number}`;
    if (!isThere(name)) return name;
  }
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

const inodeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.ino ?? -1;
const inodesOf = (path: string): readonly [number, number] => [inodeOf(path), inodeOf(`${path}-wal`)];
const isSame = ([file, log]: readonly [number, number], path: string): boolean =>
  inodeOf(path) === file && inodeOf(`${path}-wal`) === log;

/** Waits until a file is on the disk. SQLite has no locks on write-ahead logs that closing one would release. */
function syncFile(path: string): void {
  if (!isThere(path)) return;
  const descriptor = openSync(path, 'r');
  try {
    fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
