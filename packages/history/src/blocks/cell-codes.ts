import { ABSENT, isUnknown, reasonNumber, UNKNOWN } from '../cells.ts';
import type { ByteReader } from './byte-reader.ts';
import { type ByteWriter, MAX_INTEGER } from './byte-writer.ts';
import { rounded, wholeOf } from './rounded.ts';

/** Two bytes stand for a cell: one of these, or a value times its scale plus `ZERO`. */
const ABSENT_CODE = 0xffff;
/** The value follows after the cells: a varint and, if that is `DOUBLE`, an IEEE double. */
const LONG_CODE = 0xfffe;
/** Plus the number of the reason. */
const UNKNOWN_CODE = 0xfe00;
const ZERO = 1_000;

const DOUBLE = 0;

/** Writes a cell for each scale from a position of `cells` on. A form of one or two bytes would take twice the time. */
export function writeCells(out: ByteWriter, cells: Float64Array, first: number, scales: Float64Array): void {
  const { length } = scales;
  const start = out.reserve(2 * length);
  const { bytes } = out;
  let areUsual = true;
  // To look afterwards whether all had a usual code takes less time than a branch for each.
  for (let i = 0; i < length; i += 1) {
    const whole = wholeOf((cells[first + i] as number) * (scales[i] as number)) + ZERO;
    const code = whole | 0;
    bytes[start + 2 * i] = code;
    bytes[start + 2 * i + 1] = code >> 8;
    if (!(whole >= 0 && whole < UNKNOWN_CODE)) areUsual = false;
  }
  if (!areUsual) writeRare(out, start, cells, first, scales);
}

/** Writes the codes of cells that have no usual one. */
function writeRare(
  out: ByteWriter,
  start: number,
  cells: Float64Array,
  first: number,
  scales: Float64Array,
): void {
  const { bytes } = out;
  let longs = 0;
  for (let i = 0; i < scales.length; i += 1) {
    const cell = cells[first + i] as number;
    const whole = wholeOf(cell * (scales[i] as number)) + ZERO;
    if (whole >= 0 && whole < UNKNOWN_CODE) continue;
    const code = rareCode(cell);
    if (code === LONG_CODE) longs += 1;
    bytes[start + 2 * i] = code;
    bytes[start + 2 * i + 1] = code >> 8;
  }
  if (longs > 0) writeLongs(out, cells, first, scales);
}

function rareCode(cell: number): number {
  if (Number.isNaN(cell)) return ABSENT_CODE;
  return isUnknown(cell) ? UNKNOWN_CODE + Math.min(reasonNumber(cell), 255) : LONG_CODE;
}

function writeLongs(out: ByteWriter, cells: Float64Array, first: number, scales: Float64Array): void {
  for (let i = 0; i < scales.length; i += 1) {
    const [cell, scale] = [cells[first + i] as number, scales[i] as number];
    const whole = wholeOf(cell * scale);
    if ((whole + ZERO >= 0 && whole + ZERO < UNKNOWN_CODE) || rareCode(cell) !== LONG_CODE) continue;
    if (Math.abs(whole) <= MAX_INTEGER) out.varint((whole < 0 ? -2 * whole - 1 : 2 * whole) + 1);
    else {
      out.varint(DOUBLE);
      out.double(rounded(cell, scale));
    }
  }
}

/** Reads a cell for each scale into `cells`. */
export function readCells(input: ByteReader, cells: Float64Array, first: number, scales: Float64Array): void {
  const at = input.take(2 * scales.length);
  const { bytes } = input;
  for (let i = 0; i < scales.length; i += 1) {
    const code = (bytes[at + 2 * i] as number) | ((bytes[at + 2 * i + 1] as number) << 8);
    if (code < UNKNOWN_CODE) cells[first + i] = (code - ZERO) / (scales[i] as number);
    else if (code === ABSENT_CODE) cells[first + i] = ABSENT;
    else if (code === LONG_CODE) cells[first + i] = longOf(input, scales[i] as number);
    else cells[first + i] = UNKNOWN - (code - UNKNOWN_CODE);
  }
}

function longOf(input: ByteReader, scale: number): number {
  const code = input.varint();
  if (code === DOUBLE) return input.double();
  const zigzag = code - 1;
  return (zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2) / scale;
}
