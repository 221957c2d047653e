import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const NAME = /^log-(\d{10})\.bin$/;
/** First bytes of a segment: the name and version of its form. */
const MAGIC = Buffer.from('rbeelog1');
/** Length and CRC-32 of a record, before it. */
const HEAD_BYTES = 8;
/** A segment is ended after this time or size. */
const SEGMENT_MS = 60_000;
const SEGMENT_BYTES = 128 * 2 ** 20;
/** Bytes of one segment that are read again; a larger one was not written by this log. */
const MOST_READ_BYTES = 2 * SEGMENT_BYTES;
/** Segments that are kept while nothing can be written anywhere else. */
const MOST_SEGMENTS = 10;

interface Segment {
  readonly path: string;
  readonly startedAt: number;
  /** Time of its last record, milliseconds since the epoch. */
  lastAt: number;
  bytes: number;
}

/**
 * What was handed over and is not in the other files yet, a record for each second, synced to disk. A queen that was killed reads it at
 * its next start. Each segment can be read without the others: the first record of a segment must not depend on those before.
 */
export class SegmentLog {
  readonly #folder: string;
  readonly #segments: Segment[] = [];
  #descriptor: number | undefined;
  #number: number;

  constructor(folder: string) {
    this.#folder = folder;
    this.#number = segmentsIn(folder).at(-1)?.number ?? 0;
  }

  /** True if the next record begins a segment. */
  isNextFirst(at: number): boolean {
    const segment = this.#segments.at(-1);
    if (segment === undefined || this.#descriptor === undefined) return true;
    if (at - segment.startedAt >= SEGMENT_MS || at < segment.startedAt) return true;
    return segment.bytes >= SEGMENT_BYTES || fstatSync(this.#descriptor).nlink === 0;
  }

  /** Writes a record, and returns when it is on the disk. After a failure the next record begins a segment. */
  write(record: Uint8Array, at: number): void {
    if (this.isNextFirst(at)) this.#begin(at);
    const segment = this.#segments.at(-1);
    if (segment === undefined || this.#descriptor === undefined) return;
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(record.length, 0);
    head.writeUInt32LE(crc32(record), 4);
    segment.lastAt = at;
    try {
      for (const part of [head, record]) writeWhole(this.#descriptor, part);
      fdatasyncSync(this.#descriptor);
    } catch (error) {
      this.end();
      throw error;
    }
    segment.bytes += HEAD_BYTES + record.length;
  }

  /** Bytes of all segments. */
  get bytes(): number {
    return this.#segments.reduce((sum, it) => sum + it.bytes, 0);
  }

  /** Ends the segment that is written, so that the next record begins another one. */
  end(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** True if a segment could be removed if everything up to a time was in the other files. */
  hasBefore(time: number): boolean {
    const [oldest, next] = this.#segments;
    return oldest !== undefined && next !== undefined && oldest.lastAt < time;
  }

  /** Removes the segments whose records are all older than a time, and the oldest ones if there are too many. */
  removeBefore(time: number): void {
    for (let [oldest] = this.#segments; oldest !== undefined; [oldest] = this.#segments) {
      const isLast = this.#segments.length === 1;
      if (isLast || (oldest.lastAt >= time && this.#segments.length <= MOST_SEGMENTS)) return;
      rmSync(oldest.path, { force: true });
      this.#segments.shift();
    }
  }

  /** Removes everything that was written, because it is in the other files. */
  clear(): void {
    this.end();
    for (const { path } of this.#segments.splice(0)) rmSync(path, { force: true });
  }

  #begin(at: number): void {
    this.end();
    this.#number += 1;
    const path = join(this.#folder, `log-${String(this.#number).padStart(10, '0')}.bin`);
    this.#descriptor = openSync(path, 'wx', 0o600);
    this.#segments.push({ path, startedAt: at, lastAt: at, bytes: MAGIC.length });
    writeWhole(this.#descriptor, MAGIC);
    syncFolder(this.#folder);
  }
}

/** A segment that an earlier run left. */
export interface LeftSegment {
  readonly number: number;
  readonly path: string;
}

/** The segments in a folder, in the order in which they were written. */
export function segmentsIn(folder: string): LeftSegment[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const [, digits] = NAME.exec(name) ?? [];
      return digits === undefined ? [] : [{ number: Number(digits), path: join(folder, name) }];
    })
    .sort((a, b) => a.number - b.number);
}

/** The records of a segment up to the first one that is not whole; null if it has another form. */
export function recordsOf(path: string): Uint8Array[] | null {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST_READ_BYTES) return null;
  const bytes = readFileSync(path);
  const magic = bytes.subarray(0, MAGIC.length);
  if (!MAGIC.subarray(0, magic.length).equals(magic)) return null;
  const records: Uint8Array[] = [];
  for (let at = MAGIC.length; at + HEAD_BYTES <= bytes.length; ) {
    const end = at + HEAD_BYTES + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    const record = bytes.subarray(at + HEAD_BYTES, end);
    if (crc32(record) !== bytes.readUInt32LE(at + 4)) break;
    records.push(record);
    at = end;
  }
  return records;
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** Makes sure that a file that was made is found after a failure of the machine. Windows cannot do that. */
function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(descriptor);
  } catch {
    // A file system that cannot sync a folder.
  } finally {
    closeSync(descriptor);
  }
}
