import type { RolledPoint } from '../block.ts';
import { type Cell, isUnknown, isValue, reasonNumber } from '../cells.ts';

/** The points of one series, while the samples and rolled-up points that belong to them are added. */
export class SeriesPoints {
  readonly sum: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Samples with a value, by point. */
  readonly count: Uint32Array;
  /** Samples whose value is unknown, by point. */
  readonly unknown: Uint32Array;
  /** The number of the reason that more than half of the unknown samples have, if one has. */
  readonly reason: Uint8Array;
  /** True if neither a value nor an unknown one was added. */
  isEmpty = true;
  /** The majority of `reason`, by Boyer and Moore's vote. */
  readonly #lead: Int32Array;

  constructor(count: number) {
    this.sum = new Float64Array(count);
    this.min = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.max = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    this.count = new Uint32Array(count);
    this.unknown = new Uint32Array(count);
    this.reason = new Uint8Array(count);
    this.#lead = new Int32Array(count);
  }

  /** Adds a second to a point. */
  addCell(point: number, cell: Cell): void {
    if (isValue(cell)) {
      this.isEmpty = false;
      this.sum[point] = (this.sum[point] as number) + cell;
      this.count[point] = (this.count[point] as number) + 1;
      if (cell < (this.min[point] as number)) this.min[point] = cell;
      if (cell > (this.max[point] as number)) this.max[point] = cell;
    } else if (isUnknown(cell)) {
      this.#addUnknown(point, 1, reasonNumber(cell));
    }
  }

  /** Adds a rolled-up point to a point that is at least as long. */
  addRolled(point: number, { min, max, sum, count, unknown, reason }: RolledPoint): void {
    if (count > 0) {
      this.isEmpty = false;
      this.sum[point] = (this.sum[point] as number) + sum;
      this.count[point] = (this.count[point] as number) + count;
      if (min < (this.min[point] as number)) this.min[point] = min;
      if (max > (this.max[point] as number)) this.max[point] = max;
    }
    if (unknown > 0) this.#addUnknown(point, unknown, reason);
  }

  #addUnknown(point: number, times: number, reason: number): void {
    this.isEmpty = false;
    this.unknown[point] = (this.unknown[point] as number) + times;
    const lead = this.#lead[point] as number;
    if (this.reason[point] === reason) {
      this.#lead[point] = lead + times;
    } else if (lead >= times) {
      this.#lead[point] = lead - times;
    } else {
      this.reason[point] = reason;
      this.#lead[point] = times - lead;
    }
  }
}
