import type { SecondsBlock } from '../block.ts';
import { decodeSeconds, encodeSeconds, releaseBlock } from '../blocks/index.ts';

/** A minute of a hive that waits to be written: as a block, or encoded if it waits for longer. */
export interface PendingBlock {
  readonly hiveId: string;
  readonly start: number;
  /** Number of samples in it. */
  readonly samples: number;
  readonly content: SecondsBlock | Uint8Array;
}

/** Bytes that wait while nothing can be written: a quarter of an hour of a thousand hives with eight workers each. */
const MOST_BYTES = 64 * 2 ** 20;

/** Minutes that wait to be written, in the order in which they came. */
export class PendingBlocks {
  #blocks: PendingBlock[] = [];

  add(block: SecondsBlock): void {
    this.#blocks.push({
      hiveId: block.hive_id,
      start: block.start,
      samples: samplesIn(block),
      content: block,
    });
  }

  get size(): number {
    return this.#blocks.length;
  }

  /** The first ones. They stay until they are removed. */
  first(most: number): readonly PendingBlock[] {
    return this.#blocks.slice(0, most);
  }

  /** Removes so many of the first ones, which nobody reads after that. */
  remove(count: number): void {
    for (const { content } of this.#blocks.splice(0, count)) {
      if (!(content instanceof Uint8Array)) releaseBlock(content);
    }
  }

  /**
   * Encodes what waits, because it waits for longer. If that is still too much, the oldest minutes are lost; the number of their
   * samples.
   */
  pack(): number {
    this.#blocks = this.#blocks.map((it) => ({ ...it, content: bytesOf(it) }));
    let excess = this.#blocks.reduce((sum, it) => sum + bytesOf(it).length, 0) - MOST_BYTES;
    let count = 0;
    let lost = 0;
    for (const it of this.#blocks) {
      if (excess <= 0) break;
      excess -= bytesOf(it).length;
      count += 1;
      lost += it.samples;
    }
    this.remove(count);
    return lost;
  }

  /** What waits of a hive. */
  ofHive(hiveId: string): PendingBlock[] {
    return this.#blocks.filter((it) => it.hiveId === hiveId);
  }

  /** The hives that have something here. */
  hives(): string[] {
    return [...new Set(this.#blocks.map((it) => it.hiveId))];
  }
}

/** The block that waits. */
export const blockOf = ({ content }: PendingBlock): SecondsBlock =>
  content instanceof Uint8Array ? decodeSeconds(content) : content;

/** The bytes of the block that waits. */
export const bytesOf = ({ content }: PendingBlock): Uint8Array =>
  content instanceof Uint8Array ? content : encodeSeconds(content);

/** Number of samples in a block. */
const samplesIn = (block: SecondsBlock): number => block.reported.reduce((sum, it) => sum + it, 0);
