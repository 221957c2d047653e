import { bitsOf, MAX_WIDTH, packedBytes, unpack } from './bits.ts';
import type { ByteReader } from './byte-reader.ts';
import { DamagedBlock } from './damaged-block.ts';
import { MODE } from './number-packer.ts';

/** Used within one call only. */
let scratch = new Float64Array(64);

/** Reads `n` numbers that a `NumberPacker` wrote in that mode, into the beginning of `into`. */
export function unpackNumbers(
  input: ByteReader,
  mode: number,
  n: number,
  scale: number,
  into: Float64Array,
): void {
  if (n === 0) return;
  if (mode === MODE.doubles) {
    for (let i = 0; i < n; i += 1) into[i] = input.double();
    return;
  }
  if (mode === MODE.constant) {
    into.fill(input.signed() / scale, 0, n);
    return;
  }
  if (mode === MODE.offsets) readOffsets(input, n, into);
  else if (mode === MODE.deltas) readDeltas(input, n, into);
  else if (mode === MODE.runs) readRuns(input, n, into);
  else if (mode === MODE.sparse) readSparse(input, n, into);
  else throw new DamagedBlock('The block has numbers that are packed in an unknown way.');
  // Division gives the double next to the decimal number; a product with 0.1 would not.
  if (scale !== 1) for (let i = 0; i < n; i += 1) into[i] = (into[i] as number) / scale;
}

/** Skips numbers without unpacking them. */
export function skipNumbers(input: ByteReader, mode: number, n: number): void {
  if (n === 0) return;
  if (mode === MODE.doubles) {
    input.take(8 * n);
    return;
  }
  input.signed();
  if (mode === MODE.constant) return;
  if (mode === MODE.deltas) {
    input.signed();
    input.take(packedBytes(n - 1, widthOf(input)));
    return;
  }
  const width = widthOf(input);
  if (mode === MODE.offsets) input.take(packedBytes(n, width));
  else if (mode === MODE.runs) {
    const runs = runsOf(input, n);
    input.take(packedBytes(runs - 1, bitsOf(n - 1)) + packedBytes(runs, width));
  } else if (mode === MODE.sparse) input.take(packedBytes(setBits(input, n), width));
  else throw new DamagedBlock('The block has numbers that are packed in an unknown way.');
}

function readOffsets(input: ByteReader, n: number, into: Float64Array): void {
  const base = input.signed();
  unpackFrom(input, n, widthOf(input), base, into);
}

function readDeltas(input: ByteReader, n: number, into: Float64Array): void {
  let value = input.signed();
  const smallest = input.signed();
  const width = widthOf(input);
  const deltas = scratchOf(n);
  unpackFrom(input, n - 1, width, smallest, deltas);
  into[0] = value;
  for (let i = 1; i < n; i += 1) {
    value += deltas[i - 1] as number;
    into[i] = value;
  }
}

function readRuns(input: ByteReader, n: number, into: Float64Array): void {
  const base = input.signed();
  const width = widthOf(input);
  const runs = runsOf(input, n);
  const values = scratchOf(2 * runs);
  const ends = values.subarray(runs);
  unpackFrom(input, runs - 1, bitsOf(n - 1), 0, ends);
  ends[runs - 1] = n - 1;
  unpackFrom(input, runs, width, base, values);
  let next = 0;
  for (let run = 0; run < runs; run += 1) {
    const end = ends[run] as number;
    if (end < next || end >= n)
      throw new DamagedBlock('The block has runs of numbers that do not follow each other.');
    into.fill(values[run] as number, next, end + 1);
    next = end + 1;
  }
}

function readSparse(input: ByteReader, n: number, into: Float64Array): void {
  const base = input.signed();
  const width = widthOf(input);
  const at = input.take(Math.ceil(n / 8));
  const values = scratchOf(n);
  const { bytes } = input;
  const count = countBits(bytes, at, n);
  unpackFrom(input, count, width, base, values);
  into.fill(base, 0, n);
  let next = 0;
  for (let first = 0; first < n; first += 8) {
    let bits = bitsAt(bytes, at, first, n);
    while (bits !== 0) {
      into[first + 31 - Math.clz32(bits & -bits)] = values[next] as number;
      next += 1;
      bits &= bits - 1;
    }
  }
}

function unpackFrom(input: ByteReader, n: number, width: number, base: number, into: Float64Array): void {
  const at = input.take(packedBytes(n, width));
  unpack(input.bytes, at, n, width, base, into);
}

function widthOf(input: ByteReader): number {
  const width = input.byte();
  if (width <= MAX_WIDTH) return width;
  throw new DamagedBlock('The block has numbers that are too wide.');
}

function runsOf(input: ByteReader, n: number): number {
  const runs = input.varint();
  if (runs >= 1 && runs <= n) return runs;
  throw new DamagedBlock('The block has more runs of numbers than numbers.');
}

const setBits = (input: ByteReader, n: number): number =>
  countBits(input.bytes, input.take(Math.ceil(n / 8)), n);

/** Eight bits of a list of `n`, from the one at `first` on; those beyond the list are 0. */
function bitsAt(bytes: Uint8Array, at: number, first: number, n: number): number {
  const bits = bytes[at + (first >> 3)] as number;
  return n - first >= 8 ? bits : bits & ((1 << (n - first)) - 1);
}

function countBits(bytes: Uint8Array, at: number, n: number): number {
  let count = 0;
  for (let first = 0; first < n; first += 8) {
    for (let bits = bitsAt(bytes, at, first, n); bits !== 0; bits &= bits - 1) count += 1;
  }
  return count;
}

function scratchOf(size: number): Float64Array {
  if (size > scratch.length) scratch = new Float64Array(size);
  return scratch;
}
