import type { HistoryGap } from '@rbee/contract';
import { type RolledBlock, type SecondsBlock, TIER_STEP_MS } from '../block.ts';
import { reasonOf } from '../cells.ts';
import type { Column, Entity } from '../second.ts';
import type { Range } from '../store-reader.ts';
import type { Grid } from './grid.ts';
import { HiveCoverage } from './hive-coverage.ts';
import { SeriesPoints } from './series-points.ts';
import type { SeriesName } from './series-want.ts';
import { rfc3339 } from './times.ts';

const SECOND_MS = TIER_STEP_MS['1s'];

/** The series of one hive over the points of an answer, as far as they were added. */
export class HiveSeries {
  readonly hiveId: string;
  /** When the hive reported. */
  readonly coverage: HiveCoverage;
  readonly #grid: Grid;
  readonly #maxSeries: number;
  readonly #series = new Map<string, { readonly name: SeriesName; readonly points: SeriesPoints | null }>();

  /** Of series beyond `maxSeries` it keeps the names only. */
  constructor(hiveId: string, grid: Grid, maxSeries: number) {
    this.hiveId = hiveId;
    this.coverage = new HiveCoverage(grid);
    this.#grid = grid;
    this.#maxSeries = maxSeries;
  }

  get size(): number {
    return this.#series.size;
  }

  /** Makes a series that is in the answer also if there is nothing of it. */
  demand(name: SeriesName): void {
    this.#pointsOf(name);
  }

  /** Adds the seconds of a block that are in a range. */
  addSeconds(block: SecondsBlock, range: Range): void {
    const [first, end] = secondsWithin(block, range, this.#grid);
    if (first >= end) return;
    this.coverage.noteInterval(block.interval_ms);
    const pointOf = new Int32Array(60);
    for (let second = first; second < end; second += 1) {
      const start = block.start + second * SECOND_MS;
      const point = this.#pointAt(start);
      pointOf[second] = point;
      this.coverage.addSecond(point, start, block.reported[second] === 1);
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
    const point = this.#pointAt(block.start);
    if (point < 0 || point >= this.#grid.count) return;
    this.coverage.addRolled(point, block);
    block.points.forEach((rolled, position) => {
      const name = nameOf(block.entities, block.columns[position] as Column);
      this.#pointsOf(name)?.addRolled(point, rolled);
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
    return this.coverage.isReported(point) ? 'not_present' : 'no_sample';
  }

  #pointAt(time: number): number {
    return Math.floor((time - this.#grid.from) / this.#grid.step);
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
}

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
