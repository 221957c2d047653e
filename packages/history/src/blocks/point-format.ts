import type { RolledPoint } from '../block.ts';
import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import { bitsOf } from './bits.ts';
import { MAX_INTEGER } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';
import { wholeOf } from './rounded.ts';

/** The form of a point, in two bits. The numbers are in files. */
const FORM = {
  /** One value, not below 0, in every second that was reported. */
  constant: 0,
  /** Values, not below 0, in every second that was reported. */
  full: 1,
  /** Counts are given, and the smallest value has a sign. */
  counted: 2,
  /** As `counted`, with values as doubles: they are no whole multiples of 1/scale, or too large. */
  doubles: 3,
} as const;
const FORM_BITS = 2;
const REASON_BITS = 8;
/** Bits of a sum are known from its bounds; beyond so many the values are written as doubles. */
const MAX_SUM = 2 ** 52;

/** A point's values as whole multiples of 1/scale. */
export interface WholePoint {
  readonly min: number;
  readonly range: number;
  /** How far the sum is above the smallest that is possible. */
  readonly excess: number;
}

/** Writes a point: about two bytes if it has one value throughout, else about five. */
export function writePoint(out: BitWriter, point: RolledPoint, reported: number, scale: number): void {
  const { count, unknown, reason } = point;
  const whole = count === 0 ? NOTHING : wholePoint(point, scale);
  const form = formOf(point, whole, reported);
  out.bits(form, FORM_BITS);
  if (form === FORM.counted || form === FORM.doubles) {
    out.sized(count);
    out.sized(unknown);
    if (unknown > 0) out.bits(reason, REASON_BITS);
  }
  if (count === 0) return;
  if (!whole) {
    for (const value of [point.min, point.max, point.sum]) writeDouble(out, value);
    return;
  }
  if (form === FORM.counted) out.bits(whole.min < 0 ? 1 : 0, 1);
  out.sized(Math.abs(whole.min));
  if (form === FORM.constant) return;
  out.sized(whole.range);
  out.bits(whole.excess, bitsOf(whole.range * count));
}

const NOTHING: WholePoint = { min: 0, range: 0, excess: 0 };

function formOf({ count, unknown }: RolledPoint, whole: WholePoint | null, reported: number): number {
  if (!whole) return FORM.doubles;
  if (count === 0 || count !== reported || unknown > 0 || whole.min < 0) return FORM.counted;
  return whole.range === 0 ? FORM.constant : FORM.full;
}

/** Null if the values are not such whole numbers. The point has a value. */
export function wholePoint({ min, max, sum, count }: RolledPoint, scale: number): WholePoint | null {
  const [least, most, all] = [wholeOf(min * scale), wholeOf(max * scale), wholeOf(sum * scale)];
  const isExact = least / scale === min && most / scale === max && all / scale === sum;
  const range = most - least;
  const excess = all - least * count;
  const fits = Math.abs(least) * count <= MAX_SUM && range * count <= MAX_SUM && Math.abs(all) <= MAX_INTEGER;
  if (!isExact || !fits || range < 0 || excess < 0 || excess > range * count) return null;
  return { min: least, range, excess };
}

const view = new DataView(new ArrayBuffer(8));

function writeDouble(out: BitWriter, value: number): void {
  view.setFloat64(0, value);
  out.bits(view.getUint32(0), 32);
  out.bits(view.getUint32(4), 32);
}

function readDouble(input: BitReader): number {
  view.setUint32(0, input.bits(32));
  view.setUint32(4, input.bits(32));
  return view.getFloat64(0);
}

/** Reads a point. Throws a `DamagedBlock` if it is none. */
export function readPoint(input: BitReader, reported: number, scale: number): RolledPoint {
  const form = input.bits(FORM_BITS);
  const hasCounts = form === FORM.counted || form === FORM.doubles;
  const count = hasCounts ? input.sized() : reported;
  const unknown = hasCounts ? input.sized() : 0;
  const reason = unknown > 0 ? input.bits(REASON_BITS) : 0;
  if (count === 0) return emptyPoint(unknown, reason);
  if (form === FORM.doubles) {
    const [min, max, sum] = [readDouble(input), readDouble(input), readDouble(input)];
    return { min, max, sum, count, unknown, reason };
  }
  const isNegative = form === FORM.counted && input.bits(1) === 1;
  const size = input.sized();
  const min = isNegative ? -size : size;
  const range = form === FORM.constant ? 0 : input.sized();
  if (range * count > MAX_SUM) throw new DamagedBlock('The block has a sum that is too large.');
  const sum = min * count + input.bits(bitsOf(range * count));
  return { min: min / scale, max: (min + range) / scale, sum: sum / scale, count, unknown, reason };
}

/** A point without a value. */
export const emptyPoint = (unknown: number, reason: number): RolledPoint => ({
  min: Number.NaN,
  max: Number.NaN,
  sum: 0,
  count: 0,
  unknown,
  reason,
});
