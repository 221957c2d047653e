import { ABSENT, isUnknown, reasonNumber, UNKNOWN } from '../cells.ts';
import type { ByteReader } from './byte-reader.ts';
import { type ByteWriter, MAX_INTEGER } from './byte-writer.ts';
import { rounded, wholeOf } from './rounded.ts';

/** What stands for a cell: one of these, or a whole number in zigzag form plus `FIRST_VALUE`. */
const ABSENT_CODE = 0;
/** The number of the reason follows. */
const UNKNOWN_CODE = 1;
/** An IEEE double follows. */
const DOUBLE_CODE = 2;
const FIRST_VALUE = 3;

/** Bytes of the longest form of a cell. */
const MAX_CELL_BYTES = 9;

/** Writes a cell for each scale from a position of `cells` on, each by itself and in mostly one or two bytes. */
export function writeCells(out: ByteWriter, cells: Float64Array, first: number, scales: Float64Array): void {
  const start = out.reserve(MAX_CELL_BYTES * scales.length);
  let { bytes } = out;
  let at = start;
  for (let i = 0; i < scales.length; i += 1) {
    const cell = cells[first + i] as number;
    const whole = wholeOf(cell * (scales[i] as number));
    // Short numbers are written here: nearly all are.
    if (whole >= 0 && whole < SHORT) {
      const code = 2 * whole + FIRST_VALUE;
      if (code < 0x80) {
        bytes[at] = code;
        at += 1;
      } else {
        bytes[at] = (code & 0x7f) | 0x80;
        bytes[at + 1] = code >> 7;
        at += 2;
      }
    } else {
      out.shrink(at);
      writeCell(out, cell, whole, scales[i] as number);
      at = out.length;
      out.reserve(MAX_CELL_BYTES * (scales.length - i));
      bytes = out.bytes;
    }
  }
  out.shrink(at);
}

/** Codes of numbers from 0 up to this one have at most two bytes. */
const SHORT = (2 ** 14 - FIRST_VALUE) / 2;

function writeCell(out: ByteWriter, cell: number, whole: number, scale: number): void {
  if (whole >= -MAX_INTEGER && whole <= MAX_INTEGER) {
    out.varint((whole < 0 ? -2 * whole - 1 : 2 * whole) + FIRST_VALUE);
  } else if (Number.isNaN(cell)) out.varint(ABSENT_CODE);
  else if (isUnknown(cell)) {
    out.varint(UNKNOWN_CODE);
    out.byte(Math.min(reasonNumber(cell), 255));
  } else {
    out.varint(DOUBLE_CODE);
    out.double(rounded(cell, scale));
  }
}

/** Reads a cell for each scale into `cells`. */
export function readCells(input: ByteReader, cells: Float64Array, first: number, scales: Float64Array): void {
  for (let i = 0; i < scales.length; i += 1) cells[first + i] = cellOf(input, scales[i] as number);
}

function cellOf(input: ByteReader, scale: number): number {
  const code = input.varint();
  if (code === ABSENT_CODE) return ABSENT;
  if (code === UNKNOWN_CODE) return UNKNOWN - input.byte();
  if (code === DOUBLE_CODE) return input.double();
  const zigzag = code - FIRST_VALUE;
  return (zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2) / scale;
}
