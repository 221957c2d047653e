import type { RolledBlock, RolledPoint, SecondsBlock } from '../block.ts';
import { isUnknown, reasonNumber, UNKNOWN } from '../cells.ts';
import { MAX_INTEGER } from './byte-writer.ts';
import { EntityUnion } from './entity-union.ts';
import { scalesOf } from './field-table.ts';
import { SECONDS } from './presence.ts';
import { rounded, wholeOf } from './rounded.ts';
import { COLUMN, type WholeColumns, wholeColumnsOf } from './whole-columns.ts';

const MINUTE_MS = 60_000;

/**
 * The minute of a hive as one point for each column. Values are rounded like those of the encoded block, and sums are exact multiples
 * of the last decimal, so that they do not depend on the order in which they are added.
 */
export function rollUpSeconds(block: SecondsBlock): RolledBlock {
  const { hive_id, start, entities, columns } = block;
  const scales = scalesOf(entities, columns);
  const whole = wholeColumnsOf(block);
  const points: RolledPoint[] = [];
  for (let i = 0; i < columns.length; i += 1) {
    const scale = scales[i] as number;
    const form = whole && whole.count > 0 ? (whole.forms[i] as number) : COLUMN.none;
    if (!whole || form === COLUMN.none) points.push(pointOf(block.cells[i] as Float64Array, scale));
    else points.push(wholePoint(whole, i * whole.count, form, scale));
  }
  const reported = block.reported.reduce((sum, has) => sum + has, 0);
  const expected = expectedOf(block.interval_ms);
  return { hive_id, start, step: MINUTE_MS, expected, reported, entities, columns, points };
}

/** Of several samples in one second one is kept, so a minute has at most 60. */
const expectedOf = (intervalMs: number): number =>
  Math.max(1, Math.min(SECONDS, Math.round(MINUTE_MS / Math.max(1, intervalMs))));

function wholePoint(
  { numbers, count }: WholeColumns,
  first: number,
  form: number,
  scale: number,
): RolledPoint {
  let min = numbers[first] as number;
  let max = min;
  let sum = form === COLUMN.constant ? min * count : 0;
  const end = form === COLUMN.constant ? first : first + count;
  for (let i = first; i < end; i += 1) {
    const value = numbers[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { min: min / scale, max: max / scale, sum: sum / scale, count, unknown: 0, reason: 0 };
}

function pointOf(cells: Float64Array, scale: number): RolledPoint {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  let unknown = 0;
  for (let second = 0; second < SECONDS; second += 1) {
    const cell = cells[second] as number;
    if (cell > UNKNOWN) {
      const value = wholeOf(cell * scale);
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      count += 1;
    } else if (cell <= UNKNOWN) unknown += 1;
  }
  const reason = unknown === 0 ? 0 : mostFrequent(reasonsIn(cells));
  if (count === 0) return { min: Number.NaN, max: Number.NaN, sum: 0, count, unknown, reason };
  if (!(min >= -MAX_INTEGER && max <= MAX_INTEGER))
    return { ...largePoint(cells, scale), count, unknown, reason };
  return { min: min / scale, max: max / scale, sum: sum / scale, count, unknown, reason };
}

/** The same where some value is too large for a whole number. */
function largePoint(cells: Float64Array, scale: number): Pick<RolledPoint, 'min' | 'max' | 'sum'> {
  const values = cells.filter((cell) => cell > UNKNOWN).map((value) => rounded(value, scale));
  return {
    min: Math.min(...values),
    max: Math.max(...values),
    sum: values.reduce((sum, value) => sum + value, 0),
  };
}

function reasonsIn(cells: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const cell of cells) if (isUnknown(cell)) count(counts, reasonNumber(cell), 1);
  return counts;
}

const count = (counts: Map<number, number>, reason: number, times: number): void =>
  void counts.set(reason, (counts.get(reason) ?? 0) + times);

/** The smallest number among the most frequent ones. */
const mostFrequent = (counts: ReadonlyMap<number, number>): number =>
  [...counts].reduce((best, it) =>
    it[1] > best[1] || (it[1] === best[1] && it[0] < best[0]) ? it : best,
  )[0];

/**
 * Joins blocks of one hive into one longer block, as a quarter of an hour out of its minutes. An entity that changed in that time is
 * there as several entities. Blocks may be missing: what they were expected to have is taken from the others. Throws a `RangeError`
 * if there is no block, or one of another hive or time.
 */
export function rollUp(blocks: readonly RolledBlock[], start: number, step: number): RolledBlock {
  const [first] = blocks;
  if (!first) throw new RangeError('There is no block to roll up.');
  const union = new EntityUnion();
  const parts: RolledPoint[][] = [];
  let covered = 0;
  let expected = 0;
  let reported = 0;
  for (const block of blocks) {
    if (block.hive_id !== first.hive_id || block.start < start || block.start + block.step > start + step) {
      throw new RangeError('Only blocks of one hive and of that time are rolled up.');
    }
    covered += block.step;
    expected += block.expected;
    reported += block.reported;
    const positions = union.add(block.entities, block.columns);
    for (let i = 0; i < positions.length; i += 1) {
      const point = block.points[i] as RolledPoint;
      const at = positions[i] as number;
      const list = parts[at];
      if (list) list.push(point);
      else parts[at] = [point];
    }
  }
  const isSame =
    first.columns.length === union.columns.length && first.entities.length === union.entities.length;
  const { entities, columns } = isSame ? first : union;
  const scales = scalesOf(entities, columns);
  return {
    hive_id: first.hive_id,
    start,
    step,
    expected: Math.round((expected * step) / covered),
    reported,
    entities,
    columns,
    points: parts.map((points, i) => joined(points, scales[i] as number)),
  };
}

function joined(points: readonly RolledPoint[], scale: number): RolledPoint {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let values = 0;
  let unknown = 0;
  for (const point of points) {
    values += point.count;
    unknown += point.unknown;
    if (point.count === 0) continue;
    min = Math.min(min, point.min);
    max = Math.max(max, point.max);
    sum += wholeOf(point.sum * scale);
  }
  const reason = unknown === 0 ? 0 : mostFrequent(reasonsOf(points));
  if (values === 0) return { min: Number.NaN, max: Number.NaN, sum: 0, count: 0, unknown, reason };
  const isExact = Math.abs(sum) <= MAX_INTEGER;
  const total = isExact ? sum / scale : points.reduce((all, point) => all + point.sum, 0);
  return { min, max, sum: total, count: values, unknown, reason };
}

function reasonsOf(points: readonly RolledPoint[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const point of points) if (point.unknown > 0) count(counts, point.reason, point.unknown);
  return counts;
}
