import type { Chunk, Sink } from '../stream/index.ts';
import { type Block, blocksOf } from './stream-reader.ts';

/** A watcher's connection that reads only when it is told to. */
export class FakeSink implements Sink {
  /** Bytes that may wait before `write` asks to wait. */
  readonly highWater: number;
  unsent = 0;
  ended = false;
  destroyed = false;
  /** Everything that was written, as it was written. */
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

  /** Lets the kernel take some bytes, which are not read yet. */
  takeSome(bytes: number): void {
    this.unsent = Math.max(0, this.unsent - bytes);
  }

  /** Reads everything that waits. */
  read(): Block[] {
    const [blocks, rest] = blocksOf(this.#rest + this.readBytes().toString());
    this.#rest = rest;
    return blocks;
  }

  /** Reads every byte that waits. */
  readBytes(): Buffer {
    this.unsent = 0;
    return Buffer.concat(this.#bytes.splice(0));
  }
}
