import { bitsOf, MAX_WIDTH, pack, packedBytes } from './bits.ts';
import { type ByteWriter, MAX_INTEGER } from './byte-writer.ts';
import { rounded, wholeOf } from './rounded.ts';

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
  /** The numbers times the scale. */
  #ints = new Float64Array(64);
  /** What is packed of them. */
  #packed = new Float64Array(64);
  #values: Float64Array = this.#ints;
  #min = 0;
  #width = 0;
  #atMin = 0;
  #runs = 0;
  #minDelta = 0;
  #deltaWidth = 0;

  /** Chooses how to pack the first `n` values; gives the mode. `write` writes them, until the next plan. */
  plan(values: Float64Array, n: number, scale: number): number {
    this.#n = n;
    this.#scale = scale;
    this.#values = values;
    if (!this.#scaled(values, n, scale)) this.#mode = MODE.doubles;
    else this.#choose();
    return this.#mode;
  }

  /** The same for `n` whole numbers from a position on that are not all the same. */
  planWhole(numbers: Int32Array, from: number, n: number): number {
    this.#n = n;
    const ints = this.#roomFor(n);
    for (let i = 0; i < n; i += 1) ints[i] = numbers[from + i] as number;
    this.#measure();
    this.#mode = this.#shortest();
    return this.#mode;
  }

  /** The same for a number that comes `n` times. */
  planConstant(number: number, n: number): number {
    this.#n = n;
    this.#min = number;
    this.#mode = MODE.constant;
    return this.#mode;
  }

  #roomFor(n: number): Float64Array {
    if (n > this.#ints.length) {
      this.#ints = new Float64Array(2 * n);
      this.#packed = new Float64Array(2 * n);
    }
    return this.#ints;
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

  /** False if a value is too large to be a whole number, or not a number. */
  #scaled(values: Float64Array, n: number, scale: number): boolean {
    const ints = this.#roomFor(n);
    let fits = true;
    for (let i = 0; i < n; i += 1) {
      const value = wholeOf((values[i] as number) * scale);
      ints[i] = value;
      if (!(Math.abs(value) <= MAX_INTEGER)) fits = false;
    }
    return fits;
  }

  #choose(): void {
    if (this.#isConstant()) {
      this.#mode = MODE.constant;
      this.#min = this.#ints[0] as number;
      return;
    }
    this.#measure();
    this.#mode = this.#shortest();
  }

  #isConstant(): boolean {
    const [ints, n] = [this.#ints, this.#n];
    const first = ints[0];
    for (let i = 1; i < n; i += 1) if (ints[i] !== first) return false;
    return true;
  }

  #measure(): void {
    const [ints, n] = [this.#ints, this.#n];
    let before = ints[0] as number;
    let min = before;
    let max = before;
    let minDelta = Number.POSITIVE_INFINITY;
    let maxDelta = Number.NEGATIVE_INFINITY;
    let runs = 1;
    for (let i = 1; i < n; i += 1) {
      const value = ints[i] as number;
      const delta = value - before;
      before = value;
      if (delta !== 0) runs += 1;
      if (delta < minDelta) minDelta = delta;
      if (delta > maxDelta) maxDelta = delta;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    let atMin = 0;
    for (let i = 0; i < n; i += 1) if (ints[i] === min) atMin += 1;
    this.#min = min;
    this.#width = bitsOf(max - min);
    this.#atMin = atMin;
    this.#runs = runs;
    this.#minDelta = minDelta;
    this.#deltaWidth = bitsOf(maxDelta - minDelta);
  }

  /** The shortest mode for numbers that are not all the same. */
  #shortest(): number {
    const [n, width] = [this.#n, this.#width];
    if (width > MAX_WIDTH) return MODE.doubles;
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
