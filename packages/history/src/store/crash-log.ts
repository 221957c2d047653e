import { rmSync } from 'node:fs';
import { decodeSecond, encodeSecond } from '../blocks/index.ts';
import type { Layout, Second } from '../second.ts';
import { type LeftSegment, recordsOf, SegmentLog, segmentsIn } from './segment-log.ts';

/** Keeps each second on the disk until it is in the other files. */
export class CrashLog {
  readonly #segments: SegmentLog;
  /** What earlier runs left. */
  readonly #left: readonly LeftSegment[];
  /** Layouts in force. The first record of a segment has all of them. */
  readonly #layouts = new Map<number, Layout>();
  #isReplayed = false;

  constructor(folder: string) {
    this.#left = segmentsIn(folder);
    this.#segments = new SegmentLog(folder);
  }

  /** Writes a second, and returns when it is on the disk. */
  write(second: Second): void {
    for (const layout of second.layouts) this.#layouts.set(layout.id, layout);
    try {
      const isFirst = this.#segments.isNextFirst(second.at);
      const whole = isFirst ? { ...second, layouts: [...this.#layouts.values()] } : second;
      this.#segments.write(encodeSecond(whole, this.#layouts), second.at);
    } finally {
      for (const id of second.ended) this.#layouts.delete(id);
    }
  }

  /** Bytes of what this run wrote. */
  get bytes(): number {
    return this.#segments.bytes;
  }

  /** Gives the seconds that earlier runs left, up to the first damaged one of each segment. */
  *left(): Generator<Second> {
    for (const { path } of this.#left) {
      const layouts = new Map<number, Layout>();
      for (const record of recordsOf(path) ?? []) {
        const second = decoded(record, layouts);
        if (second === null) break;
        yield second;
        for (const id of second.ended) layouts.delete(id);
      }
    }
  }

  /** Removes what earlier runs left, because it is in the other files. */
  removeLeft(): void {
    if (this.#isReplayed) return;
    for (const { path } of this.#left) rmSync(path, { force: true });
    this.#isReplayed = true;
  }

  /** True if something can be removed when everything up to a time is in the other files. */
  hasBefore(time: number): boolean {
    return !this.#isReplayed || this.#segments.hasBefore(time);
  }

  /** Removes what is in the other files: everything before a time. */
  removeBefore(time: number): void {
    this.removeLeft();
    this.#segments.removeBefore(time);
  }

  /** Removes everything, because it is in the other files. */
  clear(): void {
    this.removeLeft();
    this.#segments.clear();
  }

  close(): void {
    this.#segments.end();
  }
}

/** Null for a record that is damaged or of a later version. */
function decoded(record: Uint8Array, layouts: Map<number, Layout>): Second | null {
  try {
    const second = decodeSecond(record, layouts);
    for (const layout of second.layouts) layouts.set(layout.id, layout);
    return second;
  } catch {
    return null;
  }
}
