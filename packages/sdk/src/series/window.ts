import type { HistorySeries, HistorySeriesItem, HistoryTier } from '@rbee/contract';
import { Cells, type PastPoint, ReasonTable } from './cells.ts';
import type { Subject, SubjectKind } from './figures.ts';
import type { SeriesData, SeriesGap, SeriesLine } from './series-state.ts';

interface Line extends Pick<SeriesLine, 'hive_id' | 'worker_id' | 'gpu_uuid' | 'field'> {
  readonly subject: string;
  readonly cells: Cells;
}

interface WindowOptions {
  readonly hiveId: string;
  readonly kind: SubjectKind;
  readonly fields: readonly string[];
  readonly rangeMs: number;
}

/**
 * Series over a range that ends at the present: cells of equal length, at multiples of that length since the epoch. It
 * begins as an answer of the queen and goes on with samples of the stream. The range moves on, and its oldest cells
 * become the newest, so it never grows.
 */
export class SeriesWindow {
  readonly stepMs: number;
  readonly tier: HistoryTier;
  /** True if a point is made of several samples. */
  readonly isMerged: boolean;
  /** Milliseconds between two samples of the hive, as far as the answer tells. */
  readonly intervalMs: number;
  readonly #options: WindowOptions;
  readonly #capacity: number;
  readonly #lines = new Map<string, Line>();
  readonly #reasons = new ReasonTable();
  /** Number of the cell after the last one, counted from the epoch. */
  #end: number;

  constructor(options: WindowOptions, answer: HistorySeries) {
    this.#options = options;
    this.stepMs = Math.max(1, answer.step_ms);
    this.tier = answer.tier;
    this.isMerged = isMerged(answer);
    this.intervalMs = this.stepMs / Math.max(1, ...(answer.expected ?? []));
    this.#capacity = Math.max(answer.points, Math.ceil(options.rangeMs / this.stepMs)) + 1;
    this.#end = this.#cellAt(Date.parse(answer.from)) + answer.points;
  }

  /** Number of the cell that has a time. */
  #cellAt(time: number): number {
    return Math.floor(time / this.stepMs);
  }

  /**
   * Puts an answer of the queen that has all samples up to `completeTo`, milliseconds since the epoch. If points are
   * merged, later samples must be added again. Returns false if its points do not fit into the cells.
   */
  merge(answer: HistorySeries, completeTo: number): boolean {
    const from = Date.parse(answer.from);
    if (answer.step_ms !== this.stepMs || from % this.stepMs !== 0 || isMerged(answer) !== this.isMerged) {
      return false;
    }
    this.advance(from + answer.points * this.stepMs - 1);
    if (this.isMerged) this.#clearFrom(this.#cellAt(completeTo));
    for (const item of answer.series) {
      const line = this.#lineOf(subjectOf(item, this.#options.kind), item.field);
      for (const [index, point] of pointsOf(item, answer).entries()) {
        const cell = this.#cellAt(from) + index;
        if (this.#holds(cell)) line.cells.settle(this.#placeOf(cell), point, !this.isMerged);
      }
    }
    return true;
  }

  #clearFrom(first: number): void {
    for (let cell = Math.max(first, this.#end - this.#capacity); cell < this.#end; cell += 1) {
      for (const { cells } of this.#lines.values()) cells.clear(this.#placeOf(cell));
    }
  }

  /** Adds what a sample of that time has. Returns true if it is the first one in its cell. */
  add(time: number, subjects: readonly Subject[]): boolean {
    const cell = this.#cellAt(time);
    const isNewer = cell >= this.#end;
    this.advance(time);
    if (!this.#holds(cell)) return false;
    const seen = new Map(subjects.map((subject) => [subject.id, subject]));
    for (const subject of subjects) {
      for (const field of this.#options.fields) {
        if (subject.figureOf(field) !== undefined) this.#lineOf(subject.id, field);
      }
    }
    const place = this.#placeOf(cell);
    for (const { subject, field, cells } of this.#lines.values()) {
      cells.add(place, seen.get(subject)?.figureOf(field), !this.isMerged);
    }
    return isNewer;
  }

  /** End of the last cell of which something is known, milliseconds since the epoch; -Infinity if there is none. */
  toldTo(): number {
    const lines = [...this.#lines.values()];
    for (let cell = this.#end - 1; cell >= this.#end - this.#capacity; cell -= 1) {
      if (lines.some(({ cells }) => !cells.isBlank(this.#placeOf(cell)))) return (cell + 1) * this.stepMs;
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** Notes that there was no sample between two times, where nothing else is known. */
  miss(after: number, before: number): void {
    const from = Math.max(this.#cellAt(after) + 1, this.#end - this.#capacity);
    const to = Math.min(this.#cellAt(before), this.#end);
    for (let cell = from; cell < to; cell += 1) {
      for (const { cells } of this.#lines.values()) cells.miss(this.#placeOf(cell));
    }
  }

  /** True if of some time between two times nothing is known of any line. */
  hasBlank(after: number, before: number): boolean {
    const lines = [...this.#lines.values()];
    if (lines.length === 0) return false;
    const from = Math.max(this.#cellAt(after) + 1, this.#end - this.#capacity);
    for (let cell = from; cell < Math.min(this.#cellAt(before), this.#end); cell += 1) {
      if (lines.every(({ cells }) => cells.isBlank(this.#placeOf(cell)))) return true;
    }
    return false;
  }

  /** Moves the range on so that it has the cell of that time. Returns true if it moved. */
  advance(time: number): boolean {
    const end = this.#cellAt(time) + 1;
    if (!(end > this.#end)) return false;
    const from = Math.max(this.#end, end - this.#capacity);
    for (let cell = from; cell < end; cell += 1) {
      for (const { cells } of this.#lines.values()) cells.clear(this.#placeOf(cell));
    }
    this.#end = end;
    return true;
  }

  /** The series as they are, in an object of its own. Lines of which nothing is known any more are forgotten. */
  snapshot(): SeriesData {
    const first = this.#end - this.#capacity;
    const series: SeriesLine[] = [];
    for (const [key, line] of this.#lines) {
      const { hive_id, worker_id, gpu_uuid, field } = line;
      const shown = this.#shown(line.cells, first);
      if (shown === null) this.#lines.delete(key);
      else series.push({ hive_id, worker_id, gpu_uuid, field, ...shown });
    }
    const from = first * this.stepMs;
    const { stepMs, tier, isMerged } = this;
    return { from, to: this.#end * stepMs, stepMs, tier, isMerged, series };
  }

  #shown(cells: Cells, first: number): Pick<SeriesLine, 'mean' | 'min' | 'max' | 'gaps'> | null {
    const places = Array.from({ length: this.#capacity }, (_, index) => this.#placeOf(first + index));
    if (places.every((place) => cells.isBlank(place))) return null;
    const read = (one: (place: number) => number | null): (number | null)[] => places.map(one);
    const mean = read((place) => cells.mean(place));
    const gaps = gapsOf(
      places.map((place) => cells.reason(place)),
      first * this.stepMs,
      this.stepMs,
    );
    if (!this.isMerged) return { mean, min: mean, max: mean, gaps };
    return { mean, min: read((place) => cells.min(place)), max: read((place) => cells.max(place)), gaps };
  }

  #lineOf(subject: string, field: string): Line {
    const key = `${field} ${subject}`;
    let line = this.#lines.get(key);
    if (!line) {
      const { hiveId, kind } = this.#options;
      line = {
        ...{ hive_id: hiveId, subject, field, cells: new Cells(this.#capacity, this.#reasons) },
        worker_id: kind === 'worker' ? subject : undefined,
        gpu_uuid: kind === 'gpu' ? subject : undefined,
      };
      const [other] = this.#lines.values();
      if (other) line.cells.beginAfter(other.cells);
      this.#lines.set(key, line);
    }
    return line;
  }

  #holds(cell: number): boolean {
    return cell < this.#end && cell >= this.#end - this.#capacity;
  }

  #placeOf(cell: number): number {
    return ((cell % this.#capacity) + this.#capacity) % this.#capacity;
  }
}

/** True if the points of an answer are made of several samples ([P3]). */
const isMerged = ({ expected }: HistorySeries): boolean => expected !== undefined;

const subjectOf = ({ worker_id, gpu_uuid }: HistorySeriesItem, kind: SubjectKind): string =>
  (kind === 'worker' ? worker_id : kind === 'gpu' ? gpu_uuid : '') ?? '';

/** The points of a series in an answer, each with the reason of its gap. */
function pointsOf(item: HistorySeriesItem, answer: HistorySeries): PastPoint[] {
  const from = Date.parse(answer.from);
  const points = item.mean.slice(0, answer.points).map((mean, index) => ({
    mean,
    min: item.min?.[index] ?? mean ?? 0,
    max: item.max?.[index] ?? mean ?? 0,
    count: item.count?.[index] ?? 1,
    reason: undefined as string | undefined,
  }));
  for (const gap of item.gaps) {
    const first = Math.max(0, Math.round((Date.parse(gap.from) - from) / answer.step_ms));
    const last = Math.min(points.length, Math.round((Date.parse(gap.to) - from) / answer.step_ms));
    for (let index = first; index < last; index += 1) {
      const point = points[index];
      if (point) point.reason = gap.reason;
    }
  }
  return points;
}

/** Neighbouring cells with the same reason as one gap. */
function gapsOf(reasons: readonly (string | undefined)[], from: number, stepMs: number): SeriesGap[] {
  const gaps: SeriesGap[] = [];
  let start = 0;
  for (let index = 1; index <= reasons.length; index += 1) {
    const reason = reasons[start];
    if (index < reasons.length && reasons[index] === reason) continue;
    if (reason !== undefined) gaps.push({ from: from + start * stepMs, to: from + index * stepMs, reason });
    start = index;
  }
  return gaps;
}
