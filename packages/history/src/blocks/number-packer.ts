import { bitsOf, MAX_WIDTH, pack, packedBytes } from './bits.ts';
import { type ByteWriter, MAX_INTEGER } from './byte-writer.ts';
import { rounded } from './rounded.ts';

/** How a list of numbers is packed. The numbers are in files: append only. */
export const MODE = {
  /** All are the same. */
  constant: 0,
  /** Differences from the smallest one. */
  offsets: 1,
  /** Differences from the one before, less the smallest difference. */
  deltas: 2,
  /** Each number once, and how often it follows itself. */
  runs: 3,
  /** A bit for each number that is not the smallest one, and those numbers. */
  sparse: 4,
  /** IEEE doubles: some number is too large, or they are too far apart. Those that can be are rounded all the same. */
  doubles: 5,
} as const;

/** Bits that stand before the packed numbers, about; so many are to be saved by a mode that is slower to read. */
const HEAD_BITS = 16;

/**
 * Packs a list of numbers as whole multiples of 1/scale in the shortest of six ways. No step depends on other lists, so that a reader
 * decodes one series without the others. Reused from list to list.
 */
export class NumberPacker {
  #mode: number = MODE.constant;
  #n = 0;
  #scale = 1;
  /** The numbers times the scale, and what is packed of them. */
  #ints = new Float64Array(64);
  #packed = new Float64Array(64);
  #values: Float64Array = this.#ints;
  #min = 0;
  #width = 0;
  #atMin = 0;
  #runs = 0;
  #minDelta = 0;
  #deltaWidth = 0;

  /** Chooses how to pack the first `n` values; gives the mode. `write` writes them, until the next `plan`. */
  plan(values: Float64Array, n: number, scale: number): number {
    this.#n = n;
    this.#scale = scale;
    this.#values = values;
    if (n > this.#ints.length) {
      this.#ints = new Float64Array(2 * n);
      this.#packed = new Float64Array(2 * n);
    }
    this.#mode = n === 0 ? MODE.constant : this.#measure(values, n, scale) ? this.#shortest() : MODE.doubles;
    return this.#mode;
  }

  /** Writes the planned numbers, without their mode and number. */
  write(out: ByteWriter): void {
    if (this.#n === 0) return;
    if (this.#mode === MODE.doubles) this.#writeDoubles(out);
    else if (this.#mode === MODE.deltas) this.#writeDeltas(out);
    else {
      out.signed(this.#min);
      if (this.#mode === MODE.constant) return;
      out.byte(this.#width);
      if (this.#mode === MODE.offsets) this.#writeOffsets(out);
      else if (this.#mode === MODE.runs) this.#writeRuns(out);
      else this.#writeSparse(out);
    }
  }

  /** False if the numbers cannot be whole numbers. */
  #measure(values: Float64Array, n: number, scale: number): boolean {
    const ints = this.#ints;
    let before = Math.round((values[0] as number) * scale);
    let min = before;
    let max = before;
    let atMin = 0;
    let runs = 1;
    let minDelta = Number.POSITIVE_INFINITY;
    let maxDelta = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i += 1) {
      const value = Math.round((values[i] as number) * scale);
      if (!(value >= -MAX_INTEGER && value <= MAX_INTEGER)) return false;
      ints[i] = value;
      if (value < min) {
        min = value;
        atMin = 1;
      } else if (value === min) atMin += 1;
      if (value > max) max = value;
      if (i > 0) {
        const delta = value - before;
        if (delta !== 0) runs += 1;
        if (delta < minDelta) minDelta = delta;
        if (delta > maxDelta) maxDelta = delta;
        before = value;
      }
    }
    this.#min = min;
    this.#width = bitsOf(max - min);
    this.#atMin = atMin;
    this.#runs = runs;
    this.#minDelta = minDelta;
    this.#deltaWidth = n > 1 ? bitsOf(maxDelta - minDelta) : 0;
    return this.#width <= MAX_WIDTH;
  }

  #shortest(): number {
    const width = this.#width;
    if (width === 0) return MODE.constant;
    const n = this.#n;
    let mode: number = MODE.offsets;
    let bits = n * width;
    const deltas = (n - 1) * this.#deltaWidth + HEAD_BITS;
    if (deltas < bits && this.#deltaWidth <= MAX_WIDTH && Math.abs(this.#minDelta) <= MAX_INTEGER) {
      mode = MODE.deltas;
      bits = deltas;
    }
    const runs = this.#runs * (width + bitsOf(n - 1)) + HEAD_BITS;
    if (runs < bits) {
      mode = MODE.runs;
      bits = runs;
    }
    return n + (n - this.#atMin) * width + HEAD_BITS < bits ? MODE.sparse : mode;
  }

  #writeOffsets(out: ByteWriter): void {
    for (let i = 0; i < this.#n; i += 1) this.#packed[i] = (this.#ints[i] as number) - this.#min;
    packInto(out, this.#packed, this.#n, this.#width);
  }

  #writeDeltas(out: ByteWriter): void {
    out.signed(this.#ints[0] as number);
    out.signed(this.#minDelta);
    out.byte(this.#deltaWidth);
    for (let i = 1; i < this.#n; i += 1) {
      this.#packed[i - 1] = (this.#ints[i] as number) - (this.#ints[i - 1] as number) - this.#minDelta;
    }
    packInto(out, this.#packed, this.#n - 1, this.#deltaWidth);
  }

  /** The position of the last number of each run but the last, then the number of each run. */
  #writeRuns(out: ByteWriter): void {
    const [ints, packed, n] = [this.#ints, this.#packed, this.#n];
    out.varint(this.#runs);
    let count = 0;
    for (let i = 1; i < n; i += 1) {
      if (ints[i] === ints[i - 1]) continue;
      packed[count] = i - 1;
      count += 1;
    }
    packInto(out, packed, count, bitsOf(n - 1));
    count = 0;
    for (let i = 0; i < n; i += 1) {
      if (i > 0 && ints[i] === ints[i - 1]) continue;
      packed[count] = (ints[i] as number) - this.#min;
      count += 1;
    }
    packInto(out, packed, count, this.#width);
  }

  #writeSparse(out: ByteWriter): void {
    const [ints, packed, n, min] = [this.#ints, this.#packed, this.#n, this.#min];
    for (let i = 0; i < n; i += 1) packed[i] = ints[i] === min ? 0 : 1;
    packInto(out, packed, n, 1);
    let count = 0;
    for (let i = 0; i < n; i += 1) {
      if (ints[i] === min) continue;
      packed[count] = (ints[i] as number) - min;
      count += 1;
    }
    packInto(out, packed, count, this.#width);
  }

  #writeDoubles(out: ByteWriter): void {
    for (let i = 0; i < this.#n; i += 1) out.double(rounded(this.#values[i] as number, this.#scale));
  }
}

function packInto(out: ByteWriter, values: Float64Array, n: number, width: number): void {
  const at = out.reserve(packedBytes(n, width));
  pack(out.bytes, at, values, n, width);
}
