import type { RolledBlock, RolledPoint } from '../block.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';
import { readLists, skipLists, type ThreeLists, writeLists } from './number-lists.ts';
import { emptyPoint, wholePoint } from './point-format.ts';
import { unpackNumbers } from './unpack-numbers.ts';

/** Blocks that are joined at most: the quarters of a day. */
export const MAX_JOINED = 96;

/** The form of a series, in four bits. The numbers are in files. */
const FORM = {
  /** One value in every second that was reported, in all blocks. */
  constant: 0,
  /** Values in every second that was reported. */
  full: 1,
  /** Counts are given. */
  counted: 2,
  /** As `counted`, with values as doubles: some are no whole multiples of 1/scale, or too large. */
  doubles: 3,
} as const;

const list = (): Float64Array => new Float64Array(MAX_JOINED);
/** Used within one call only: of each block counts, unknowns and reasons, and of those with a value the values as whole numbers. */
const counts: ThreeLists = [list(), list(), list()];
const values: ThreeLists = [list(), list(), list()];
const DOUBLES = 3;
const doubles = new Float64Array(DOUBLES * MAX_JOINED);
const DOUBLES_MODE = 5;

/** Writes the points of one column of joined blocks. */
export function writeSeries(
  out: ByteWriter,
  blocks: readonly RolledBlock[],
  column: number,
  scale: number,
): void {
  let isFull = true;
  let isWhole = true;
  let filled = 0;
  for (let i = 0; i < blocks.length; i += 1) {
    const block = blocks[i] as RolledBlock;
    const point = block.points[column] as RolledPoint;
    counts[0][i] = point.count;
    counts[1][i] = point.unknown;
    counts[2][i] = point.reason;
    if (point.count === 0 || point.count !== block.reported || point.unknown > 0) isFull = false;
    if (point.count === 0) continue;
    isWhole = isWhole && setWhole(filled, point, scale);
    doubles.set([point.min, point.max, point.sum], DOUBLES * filled);
    filled += 1;
  }
  if (isFull && isWhole) writeFull(out, filled);
  else {
    writeLists(out, isWhole ? FORM.counted : FORM.doubles, counts, blocks.length);
    if (isWhole) writeLists(out, 0, values, filled);
    else for (let i = 0; i < DOUBLES * filled; i += 1) out.double(doubles[i] as number);
  }
}

/** False if the values of a point are no whole numbers. */
function setWhole(at: number, point: RolledPoint, scale: number): boolean {
  const whole = wholePoint(point, scale);
  if (whole === null) return false;
  values[0][at] = whole.min;
  values[1][at] = whole.range;
  values[2][at] = whole.excess;
  return true;
}

function writeFull(out: ByteWriter, n: number): void {
  const [minima, ranges] = values;
  const [first] = minima;
  let isConstant = true;
  for (let i = 0; i < n; i += 1) if (minima[i] !== first || ranges[i] !== 0) isConstant = false;
  if (isConstant) {
    out.byte(FORM.constant << 4);
    out.signed(first as number);
  } else writeLists(out, FORM.full, values, n);
}

/** What a series is read into. */
export interface OpenBlock {
  readonly reported: number;
  readonly points: RolledPoint[];
}

/** Reads a series, and adds a point of it to each block. Throws a `DamagedBlock` if it is none. */
export function readSeries(input: ByteReader, blocks: readonly OpenBlock[], scale: number): void {
  const head = input.byte();
  const [form, mode] = [head >> 4, head & 0xf];
  if (form === FORM.constant) {
    const min = input.signed();
    for (const { reported, points } of blocks) points.push(pointOf(min, 0, 0, reported, scale));
  } else if (form === FORM.full) {
    readLists(input, mode, values, blocks.length);
    blocks.forEach(({ reported, points }, i) => {
      points.push(valueAt(i, reported, scale));
    });
  } else readCounted(input, head, blocks, scale);
}

function readCounted(input: ByteReader, head: number, blocks: readonly OpenBlock[], scale: number): void {
  const filled = readCounts(input, head, blocks.length);
  const isWhole = head >> 4 === FORM.counted;
  if (isWhole) readLists(input, input.byte() & 0xf, values, filled);
  else unpackNumbers(input, DOUBLES_MODE, DOUBLES * filled, 1, doubles);
  let at = 0;
  blocks.forEach(({ points }, i) => {
    const [count, unknown, reason] = counts.map((it) => it[i]) as [number, number, number];
    if (count === 0) {
      points.push(emptyPoint(unknown, reason));
      return;
    }
    const value = isWhole ? valueAt(at, count, scale) : doublesAt(at, count);
    points.push({ ...value, unknown, reason });
    at += 1;
  });
}

/** Reads the counts; gives in how many blocks there is a value. */
function readCounts(input: ByteReader, head: number, n: number): number {
  const form = head >> 4;
  if (form !== FORM.counted && form !== FORM.doubles) {
    throw new DamagedBlock('The block has a series of an unknown form.');
  }
  readLists(input, head & 0xf, counts, n);
  let filled = 0;
  for (let i = 0; i < n; i += 1) {
    for (const it of counts) {
      const count = it[i] as number;
      if (!(count >= 0 && Number.isSafeInteger(count)))
        throw new DamagedBlock('The block has impossible counts.');
    }
    if (counts[0][i] !== 0) filled += 1;
  }
  return filled;
}

/** Skips a series of `n` blocks. */
export function skipSeries(input: ByteReader, n: number): void {
  const head = input.byte();
  const form = head >> 4;
  if (form === FORM.constant) input.signed();
  else if (form === FORM.full) skipLists(input, head & 0xf, n);
  else {
    const filled = readCounts(input, head, n);
    if (form === FORM.counted) skipLists(input, input.byte() & 0xf, filled);
    else input.take(8 * DOUBLES * filled);
  }
}

const valueAt = (at: number, count: number, scale: number): RolledPoint =>
  pointOf(values[0][at] as number, values[1][at] as number, values[2][at] as number, count, scale);

const doublesAt = (at: number, count: number): RolledPoint => ({
  min: doubles[DOUBLES * at] as number,
  max: doubles[DOUBLES * at + 1] as number,
  sum: doubles[DOUBLES * at + 2] as number,
  count,
  unknown: 0,
  reason: 0,
});

const pointOf = (min: number, range: number, excess: number, count: number, scale: number): RolledPoint => ({
  min: min / scale,
  max: (min + range) / scale,
  sum: (min * count + excess) / scale,
  count,
  unknown: 0,
  reason: 0,
});
