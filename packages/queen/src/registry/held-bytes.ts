import type { Shape } from '@rbee/contract';
import { bytesOfLeaves, type Sample, SLOT, TEXT } from '../sample/index.ts';

/** The record, the sample and the entries in the index, in the timers and among the latest samples. */
const HIVE = 2_000;

/** The entries of one worker in the index, without its id. */
const WORKER = 200;

/** The group and the instance in a worker's id, characters. */
const NAMES = 64;

/** A shape itself, and for each child its place in the lists and in the tables that are made from the shape. */
const SHAPE = 200;
const CHILD = 5 * SLOT;

/** For each leaf of a whole sample: its check ([L5]) and its place in the shape of the telemetry. */
const LEAF_OF_SAMPLE = 2 * SLOT;

/** What is kept of a hive because of a sample, bytes, without its shape. */
export function bytesOfSample({ flat, workersCount, hive_id }: Sample): number {
  // The id of each worker is kept as text and in the list of all ids ([S3]); it has the hive's id, the group and the instance.
  const workers = workersCount * (WORKER + 2 * (TEXT + hive_id.length + NAMES));
  return HIVE + bytesOfLeaves(flat.leaves) + workers;
}

/** Counts the memory of shapes, each once, however many hives share it. */
export class ShapeBytes {
  readonly #users = new Map<Shape, number>();
  #total = 0;

  /** Bytes of all shapes in use. */
  get total(): number {
    return this.#total;
  }

  /** Adds a user of a whole sample's shape; returns the bytes of what nobody used before. */
  add(shape: Shape): number {
    const before = this.#total;
    if (this.#use(shape)) this.#total += LEAF_OF_SAMPLE * shape.size;
    return this.#total - before;
  }

  release(shape: Shape): void {
    if (this.#drop(shape)) this.#total -= LEAF_OF_SAMPLE * shape.size;
  }

  /** True if nobody used it before. */
  #use(shape: Shape): boolean {
    if (shape.children.length === 0) return false;
    const users = this.#users.get(shape) ?? 0;
    this.#users.set(shape, users + 1);
    if (users > 0) return false;
    this.#total += bytesOfShape(shape);
    for (const child of shape.children) this.#use(child);
    return true;
  }

  /** True if nobody uses it any more. */
  #drop(shape: Shape): boolean {
    const users = this.#users.get(shape);
    if (users === undefined) return false;
    if (users > 1) {
      this.#users.set(shape, users - 1);
      return false;
    }
    this.#users.delete(shape);
    this.#total -= bytesOfShape(shape);
    for (const child of shape.children) this.#drop(child);
    return true;
  }
}

function bytesOfShape({ keys, children }: Shape): number {
  let bytes = SHAPE + CHILD * children.length;
  for (const key of keys) bytes += TEXT + key.length;
  return bytes;
}
