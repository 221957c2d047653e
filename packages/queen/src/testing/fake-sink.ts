import type { Chunk, Sink } from '../stream/index.ts';
import { type Block, blocksOf } from './stream-reader.ts';

/** A connection of a watcher that reads only when a test says so. */
export class FakeSink implements Sink {
  /** Unsent bytes above which `write` returns false. */
  readonly highWater: number;
  unsent = 0;
  ended = false;
  destroyed = false;
  /** Every buffer that was written. */
  readonly chunks: Buffer[] = [];
  #bytes: Buffer[] = [];
  #rest = '';

  constructor(highWater = Number.POSITIVE_INFINITY) {
    this.highWater = highWater;
  }

  write({ plain }: Chunk): boolean {
    this.unsent += plain.length;
    this.#bytes.push(plain);
    this.chunks.push(plain);
    return this.unsent < this.highWater;
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  /** The kernel accepts some bytes, which the test has not read yet. */
  takeSome(bytes: number): void {
    this.unsent = Math.max(0, this.unsent - bytes);
  }

  /** Reads all waiting data as blocks. */
  read(): Block[] {
    const [blocks, rest] = blocksOf(this.#rest + this.readBytes().toString());
    this.#rest = rest;
    return blocks;
  }

  /** Reads all waiting bytes. */
  readBytes(): Buffer {
    this.unsent = 0;
    return Buffer.concat(this.#bytes.splice(0));
  }
}
