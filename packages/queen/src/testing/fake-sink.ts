import type { Sink } from '../stream/index.ts';
import { type Block, blocksOf } from './stream-reader.ts';

/** A watcher's connection that reads only when it is told to. */
export class FakeSink implements Sink {
  /** Bytes that may wait before `write` asks to wait. */
  readonly highWater: number;
  writableLength = 0;
  ended = false;
  destroyed = false;
  #text = '';

  constructor(highWater = Number.POSITIVE_INFINITY) {
    this.highWater = highWater;
  }

  write(chunk: Buffer): boolean {
    this.writableLength += chunk.length;
    this.#text += chunk.toString();
    return this.writableLength < this.highWater;
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  /** Reads everything that waits. */
  read(): Block[] {
    this.writableLength = 0;
    const [blocks, rest] = blocksOf(this.#text);
    this.#text = rest;
    return blocks;
  }
}
