import type { HistoryGap } from '@rbee/contract';
import { type RolledBlock, type SecondsBlock, TIER_STEP_MS } from '../block.ts';
import { reasonOf } from '../cells.ts';
import type { Column, Entity } from '../second.ts';
import type { Range } from '../store-reader.ts';
import type { Grid } from './grid.ts';
import { SeriesPoints } from './series-points.ts';
import type { SeriesName } from './series-want.ts';
import { rfc3339 } from './times.ts';

const SECOND_MS = TIER_STEP_MS['1s'];

/** The series of one hive over the points of an answer, as far as they were added. */
export class HiveSeries {
  readonly hiveId: string;
  readonly #grid: Grid;
  readonly #maxSeries: number;
  /** Samples of the hive, by point. */
  readonly #reported: Float64Array;
  /** Samples that were expected, and the time in milliseconds that they are of, by point. */
  readonly #expected: Float64Array;
  readonly #covered: Float64Array;
  readonly #series = new Map<string, { readonly name: SeriesName; readonly points: SeriesPoints | null }>();
  /** The shortest and the longest interval of the hive, at least a second, milliseconds. */
  #shortest = Number.POSITIVE_INFINITY;
  #longest = SECOND_MS;
  /** The interval that the newest samples have. */
  #interval = SECOND_MS;
  /** End of the last second that has a sample. */
  #last = Number.NEGATIVE_INFINITY;

  /** Of series beyond `maxSeries` it keeps the names only. */
  constructor(hiveId: string, grid: Grid, maxSeries: number) {
    this.hiveId = hiveId;
    this.#grid = grid;
    this.#maxSeries = maxSeries;
    this.#reported = new Float64Array(grid.count);
    this.#expected = new Float64Array(grid.count);
    this.#covered = new Float64Array(grid.count);
  }

  get size(): number {
    return this.#series.size;
  }

  get shortestInterval(): number {
    return Math.min(this.#shortest, this.#longest);
  }

  get longestInterval(): number {
    return this.#longest;
  }

  /** Makes a series that is in the answer also if there is nothing of it. */
  demand(name: SeriesName): void {
    this.#pointsOf(name);
  }

  /** Adds the seconds of a block that are in a range. */
  addSeconds(block: SecondsBlock, range: Range): void {
    const [first, end] = secondsWithin(block, range, this.#grid);
    if (first >= end) return;
    const interval = Math.max(SECOND_MS, block.interval_ms);
    this.#noteInterval(interval);
    const { from, step } = this.#grid;
    const pointOf = new Int32Array(60);
    for (let second = first; second < end; second += 1) {
      const point = Math.floor((block.start + second * SECOND_MS - from) / step);
      pointOf[second] = point;
      this.#cover(point, SECOND_MS, SECOND_MS / interval, block.reported[second] as number);
      if (block.reported[second]) this.#last = block.start + (second + 1) * SECOND_MS;
    }
    block.cells.forEach((cells, position) => {
      const points = this.#pointsOf(nameOf(block.entities, block.columns[position] as Column));
      if (!points) return;
      for (let second = first; second < end; second += 1) {
        points.addCell(pointOf[second] as number, cells[second] as number);
      }
    });
  }

  /** Adds a rolled-up block. Its time is within one point. */
  addRolled(block: RolledBlock): void {
    const point = Math.floor((block.start - this.#grid.from) / this.#grid.step);
    if (point < 0 || point >= this.#grid.count) return;
    const expected = Math.min(block.expected, block.step / SECOND_MS);
    this.#cover(point, block.step, expected, block.reported);
    if (block.step === TIER_STEP_MS['1m'] && expected > 0) this.#interval = block.step / expected;
    block.points.forEach((rolled, position) => {
      const name = nameOf(block.entities, block.columns[position] as Column);
      this.#pointsOf(name)?.addRolled(point, rolled);
    });
  }

  /**
   * The time up to which the hive has reported, as far as it is late by no more than a hive that is healthy ([R1]) at `now`; else `now`:
   * what has not been reported yet is no gap.
   */
  edge(now: number): number {
    const lateMs = 3 * this.#interval + HAND_OVER_MS;
    const end = now - this.#last < lateMs ? this.#last : Math.floor(now / SECOND_MS) * SECOND_MS;
    return Math.min(end, this.#grid.to);
  }

  /** Samples that the hive would have sent in each of the points up to a time. */
  expected(points: number, until: number): number[] {
    const { from, step } = this.#grid;
    return Array.from({ length: points }, (_, point) => {
      const length = Math.min(step, until - (from + point * step));
      const rest = length - (this.#covered[point] as number);
      // Of the last point more can be covered than has been reported.
      const most = length / Math.min(this.#shortest, this.#interval);
      return Math.round(
        Math.min(most, (this.#expected[point] as number) + Math.max(0, rest) / this.#interval),
      );
    });
  }

  /** The series with their points. */
  *series(): Generator<{ readonly name: SeriesName; readonly points: SeriesPoints }> {
    for (const { name, points } of this.#series.values()) if (points) yield { name, points };
  }

  /** The points up to a time without a value, and why ([P2]). */
  gaps(points: SeriesPoints, until: number): HistoryGap[] {
    const { from, step, count } = this.#grid;
    const gaps: { from: number; to: number; reason: string }[] = [];
    for (let point = 0; point < count && from + point * step < until; point += 1) {
      const reason = this.#gapAt(points, point);
      if (reason === null) continue;
      const start = from + point * step;
      const end = Math.min(start + step, until);
      const before = gaps.at(-1);
      if (before?.to === start && before.reason === reason) before.to = end;
      else gaps.push({ from: start, to: end, reason });
    }
    return gaps.map((gap) => ({ from: rfc3339(gap.from), to: rfc3339(gap.to), reason: gap.reason }));
  }

  #gapAt(points: SeriesPoints, point: number): string | null {
    if ((points.count[point] as number) > 0) return null;
    if ((points.unknown[point] as number) > 0) return reasonOf(points.reason[point] as number);
    return (this.#reported[point] as number) > 0 ? 'not_present' : 'no_sample';
  }

  #pointsOf(name: SeriesName): SeriesPoints | null {
    // No name has a line break ([H9]).
    const key = `${name.worker?.group}\n${name.worker?.instance}\n${name.uuid}\n${name.field}`;
    const known = this.#series.get(key);
    if (known) return known.points;
    const points = this.#series.size < this.#maxSeries ? new SeriesPoints(this.#grid.count) : null;
    this.#series.set(key, { name, points });
    return points;
  }

  #cover(point: number, ms: number, expected: number, reported: number): void {
    this.#covered[point] = (this.#covered[point] as number) + ms;
    this.#expected[point] = (this.#expected[point] as number) + expected;
    this.#reported[point] = (this.#reported[point] as number) + reported;
  }

  #noteInterval(interval: number): void {
    this.#interval = interval;
    this.#shortest = Math.min(this.#shortest, interval);
    this.#longest = Math.max(this.#longest, interval);
  }
}

/** Time in which a sample that was received gets to those who answer questions, milliseconds. */
const HAND_OVER_MS = 2_000;

/** The seconds of a block that are in a range and in the points: the first one, and the end. */
function secondsWithin({ start }: SecondsBlock, range: Range, grid: Grid): [first: number, end: number] {
  const from = Math.max(range.from, grid.from);
  const to = Math.min(range.to, grid.to);
  return [
    Math.max(0, Math.ceil((from - start) / SECOND_MS)),
    Math.min(60, Math.ceil((to - start) / SECOND_MS)),
  ];
}

function nameOf(entities: readonly Entity[], { entity: position, field }: Column): SeriesName {
  const entity = entities[position];
  if (entity?.kind === 'worker') return { field, worker: entity };
  if (entity?.kind === 'gpu') return { field, uuid: entity.uuid };
  if (entity?.kind !== 'use') return { field };
  const worker = entities[entity.worker];
  return { field, uuid: entity.uuid, ...(worker?.kind === 'worker' && { worker }) };
}
