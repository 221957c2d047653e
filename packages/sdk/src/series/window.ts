import { HISTORY_LIMITS, type HistorySeries, type HistoryTier } from '@rbee/contract';
import { Cells, ReasonTable } from './cells.ts';
import type { Subject, SubjectKind } from './figures.ts';
import { gapsOf, isMerged, pointsOf, subjectOf } from './past-points.ts';
import type { SeriesData, SeriesLine } from './series-state.ts';

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

/** Cells of all lines together: those of the largest answer ([P3]), and as many of what appears later. */
const MAX_CELLS = 2 * HISTORY_LIMITS.maxAnswerPoints;

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

  /** A window for an answer; null if it would have more points than an answer may have. */
  static of(options: WindowOptions, answer: HistorySeries): SeriesWindow | null {
    const points = Math.max(answer.points, Math.ceil(options.rangeMs / Math.max(1, answer.step_ms)));
    return points > HISTORY_LIMITS.maxPoints ? null : new SeriesWindow(options, answer, points + 1);
  }

  /** The series of an answer that nothing follows; null if its points do not fit. */
  static snapshotOf(options: WindowOptions, answer: HistorySeries): SeriesData | null {
    const window = new SeriesWindow(options, answer, answer.points);
    return window.merge(answer, Number.POSITIVE_INFINITY) ? window.snapshot() : null;
  }

  private constructor(options: WindowOptions, answer: HistorySeries, capacity: number) {
    this.#options = options;
    this.stepMs = Math.max(1, answer.step_ms);
    this.tier = answer.tier;
    this.isMerged = isMerged(answer);
    this.intervalMs = this.stepMs / Math.max(1, answer.expected?.find((count) => count > 0) ?? 1);
    this.#capacity = capacity;
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
      if (!line) break;
      for (const [index, point] of pointsOf(item, answer).entries()) {
        const cell = this.#cellAt(from) + index;
        if (this.#holds(cell)) line.cells.settle(this.#placeOf(cell), point, !this.isMerged);
      }
    }
    return true;
  }

  #clearFrom(first: number): void {
    for (const place of this.#places(first, this.#end)) {
      for (const { cells } of this.#lines.values()) cells.clear(place);
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
    for (const place of this.#placesBetween(after, before)) {
      for (const { cells } of this.#lines.values()) cells.miss(place);
    }
  }

  /** True if of some time between two times nothing is known of any line. */
  hasBlank(after: number, before: number): boolean {
    const lines = [...this.#lines.values()];
    if (lines.length === 0) return false;
    const isBlank = (place: number): boolean => lines.every(({ cells }) => cells.isBlank(place));
    return this.#placesBetween(after, before).some(isBlank);
  }

  /** Moves the range on so that it has the cell of that time. Returns true if it moved. */
  advance(time: number): boolean {
    const end = this.#cellAt(time) + 1;
    if (!(end > this.#end)) return false;
    const before = this.#end;
    this.#end = end;
    this.#clearFrom(before);
    return true;
  }

  /** The series as they are, in an object of its own. A line that has neither a value nor an unknown one any more is forgotten. */
  snapshot(): SeriesData {
    const first = this.#end - this.#capacity;
    const from = first * this.stepMs;
    const places = this.#places(first, this.#end);
    const series: SeriesLine[] = [];
    for (const [key, line] of this.#lines) {
      const { hive_id, worker_id, gpu_uuid, field } = line;
      const shown = this.#shown(line.cells, places, from);
      if (shown === null) this.#lines.delete(key);
      else series.push({ hive_id, worker_id, gpu_uuid, field, ...shown });
    }
    const { stepMs, tier, isMerged } = this;
    return { from, to: this.#end * stepMs, stepMs, tier, isMerged, series };
  }

  #shown(
    cells: Cells,
    places: readonly number[],
    from: number,
  ): Pick<SeriesLine, 'mean' | 'min' | 'max' | 'gaps'> | null {
    if (places.every((place) => cells.hasNothing(place))) return null;
    const read = (one: (place: number) => number | null): (number | null)[] => places.map(one);
    const mean = read((place) => cells.mean(place));
    const gaps = gapsOf(
      places.map((place) => cells.reason(place)),
      from,
      this.stepMs,
    );
    if (!this.isMerged) return { mean, min: mean, max: mean, gaps };
    return { mean, min: read((place) => cells.min(place)), max: read((place) => cells.max(place)), gaps };
  }

  /** The line of a subject, also if there was none; null if there are too many. */
  #lineOf(subject: string, field: string): Line | null {
    const key = `${field} ${subject}`;
    const known = this.#lines.get(key);
    if (known) return known;
    if ((this.#lines.size + 1) * this.#capacity > MAX_CELLS) return null;
    const { hiveId, kind } = this.#options;
    const cells = new Cells(this.#capacity, this.#reasons);
    const [other] = this.#lines.values();
    if (other) cells.beginAfter(other.cells);
    const line = {
      ...{ hive_id: hiveId, subject, field, cells },
      worker_id: kind === 'worker' ? subject : undefined,
      gpu_uuid: kind === 'gpu' ? subject : undefined,
    };
    this.#lines.set(key, line);
    return line;
  }

  #holds(cell: number): boolean {
    return cell < this.#end && cell >= this.#end - this.#capacity;
  }

  /** Places of the cells between those of two times. */
  #placesBetween(after: number, before: number): readonly number[] {
    return this.#places(this.#cellAt(after) + 1, this.#cellAt(before));
  }

  /** Places of the cells from one to before another one, as far as there are any. */
  #places(from: number, end: number): readonly number[] {
    const first = Math.max(from, this.#end - this.#capacity);
    const count = Math.max(0, Math.min(end, this.#end) - first);
    return Array.from({ length: count }, (_, index) => this.#placeOf(first + index));
  }

  #placeOf(cell: number): number {
    return ((cell % this.#capacity) + this.#capacity) % this.#capacity;
  }
}
