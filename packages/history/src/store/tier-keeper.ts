import type { Tier } from '../block.ts';
import type { TierState } from '../store-reader.ts';
import { FILE_KINDS, type FileKind } from './file-names.ts';
import type { BoundedFile } from './open-file.ts';
import { FULL } from './state-of-tier.ts';
import type { TierBounds } from './tier-bounds.ts';
import { bytesOfFile, type FileOfPeriod, type WritableFiles } from './writable-files.ts';
import { WriteRate } from './write-rate.ts';

/** What a tier holds, and how long its bytes suffice at the present rate, milliseconds; null if that is not known yet. */
export interface KeptTier extends TierState {
  readonly fits_ms: number | null;
}

/** The files of one kind that belong to a tier. */
export interface FilesOfKind {
  readonly kind: FileKind;
  readonly files: WritableFiles<BoundedFile>;
}

interface KeptFile extends FileOfPeriod, FilesOfKind {
  readonly bytes: number;
}

/** Blocks that are removed at a time: more of them would keep the thread from its other work for too long. */
const SLICE = 500;
/** Slices in one call. */
const MOST_SLICES = 4;
const PAGE_BYTES = 4_096;
/** Bytes that a slice can free, at most. */
const MAX_BYTES = 64 * 2 ** 20;

/** Keeps a tier within its bounds. */
export class TierKeeper {
  readonly tier: Tier;
  readonly rate = new WriteRate();
  readonly #kinds: readonly FilesOfKind[];
  readonly #bounds: TierBounds;
  #oldest: number | null = null;
  #bytes = 0;
  #wasFull = false;
  /** Everything before this time was removed, milliseconds since the epoch. */
  #removedBefore = 0;

  constructor(tier: Tier, kinds: readonly FilesOfKind[], bounds: TierBounds) {
    this.tier = tier;
    this.#kinds = kinds;
    this.#bounds = bounds;
  }

  /** False for a time that the tier has no room for: it is too old, or was removed. */
  accepts(start: number, now: number): boolean {
    return start >= this.#removedBefore && start >= now - this.#bounds.max_age_ms;
  }

  /**
   * Removes what is too old or too much; `otherBytes` are bytes that count besides those of its files. True if more is to be removed
   * than a call may remove.
   */
  keep(now: number, otherBytes = 0): boolean {
    this.#removeTooOld(now);
    const most = this.#bounds.max_bytes - Math.min(otherBytes, this.#bounds.max_bytes / 4);
    if (this.#sum() > most) for (const { files } of this.#kinds) files.emptyLogs();
    let excess = this.#sum() - most;
    for (let slices = 0; excess > 0 && slices < MOST_SLICES; slices += 1) {
      if (!this.#removeOldest(this.#list(), excess, now)) break;
      this.#wasFull = true;
      excess = this.#sum() - most;
    }
    this.#bytes = this.#sum() + otherBytes;
    this.#oldest = this.#findOldest(now);
    return excess > 0;
  }

  /** Removes everything before a time. */
  removeBefore(time: number, now: number): void {
    for (const file of this.#list()) {
      if (endOf(file) <= time) file.files.remove(file.start);
      else if (file.start < time) {
        while (removeIn(file, now, (it) => it.removeBefore(time, SLICE)) > 0);
        file.files.write(file.start, now, (it) => it.cutBefore(time));
      }
    }
  }

  state(now: number): KeptTier {
    const { max_age_ms, max_bytes } = this.#bounds;
    const isYoung = this.#oldest !== null && this.#oldest > now - max_age_ms;
    const isFull = this.#wasFull || this.#bytes > FULL * max_bytes;
    const rate = this.rate.at(now);
    return {
      tier: this.tier,
      oldest: this.#oldest,
      bytes: this.#bytes,
      max_bytes,
      max_age_ms,
      shortened: isYoung && isFull,
      fits_ms: rate === null ? null : Math.round(max_bytes / rate),
    };
  }

  #list(): KeptFile[] {
    return this.#kinds
      .flatMap((kind) =>
        kind.files.list().map((file) => ({ ...kind, ...file, bytes: bytesOfFile(file.path) })),
      )
      .sort((a, b) => a.start - b.start || b.bytes - a.bytes);
  }

  #sum(): number {
    return this.#list().reduce((sum, it) => sum + it.bytes, 0);
  }

  #removeTooOld(now: number): void {
    const oldest = now - this.#bounds.max_age_ms;
    for (const file of this.#list()) {
      if (endOf(file) <= oldest) {
        file.files.remove(file.start);
        this.#noteRemoved(endOf(file));
      } else if (file.start < oldest && this.#bounds.max_age_ms < FILE_KINDS[file.kind].periodMs) {
        removeIn(file, now, (it) => it.removeBefore(oldest, SLICE));
      }
    }
  }

  /** Removes a part of the oldest file, or all of it if that is not too much. False if there is nothing that can be removed. */
  #removeOldest(files: readonly KeptFile[], excess: number, now: number): boolean {
    const [oldest, next] = files;
    if (oldest === undefined) return false;
    if (next !== undefined && next.start > oldest.start && oldest.bytes <= excess) {
      oldest.files.remove(oldest.start);
      this.#noteRemoved(endOf(oldest));
      return true;
    }
    const removed = removeIn(oldest, now, (it) => it.removeOldest(SLICE), excess);
    if (removed > 0) {
      this.#noteRemoved(oldest.files.read(oldest.start, now, (it) => it.oldest()) ?? 0);
      return true;
    }
    if (endOf(oldest) > now || next === undefined) return false;
    oldest.files.remove(oldest.start);
    return true;
  }

  #noteRemoved(before: number): void {
    this.#removedBefore = Math.max(this.#removedBefore, before);
  }

  /** Start of the oldest block of the tier. */
  #findOldest(now: number): number | null {
    const blocks = this.#list().filter((it) => it.kind !== 'events');
    for (const file of blocks) {
      const oldest = file.files.read(file.start, now, (it) => it.oldest());
      if (typeof oldest === 'number') return oldest;
    }
    return null;
  }
}

const endOf = ({ kind, start }: KeptFile): number => start + FILE_KINDS[kind].periodMs;

/** Removes entries of a file and returns up to `bytes` of unused pages to the disk; the number of the entries. */
function removeIn(
  kept: KeptFile,
  now: number,
  remove: (file: BoundedFile) => number,
  bytes = MAX_BYTES,
): number {
  const removed = kept.files.write(kept.start, now, (file) => {
    const count = remove(file);
    file.returnPages(Math.ceil(bytes / PAGE_BYTES));
    return count;
  });
  kept.files.emptyLogs();
  return removed ?? 0;
}
