import { rounded } from '../blocks/index.ts';
import { UNKNOWN } from '../cells.ts';
import type { Plan } from './plan.ts';
import { SeriesList } from './series-list.ts';

/** What one hive reported in a range of time, summed up for each of its series and each point. */
export class Points {
  readonly steps: number;
  /** For each point: 1 if the hive reported. */
  readonly reported: Uint8Array;
  /** Time of the latest sample, milliseconds since the epoch; 0 without one. */
  latest = 0;
  interval = 0;
  #series = new SeriesList([], []);
  // Entry `series x steps + step`.
  #sums = new Float64Array();
  #maxima = new Float64Array();
  #counts = new Uint16Array();
  #plan: Plan | undefined;
  #columns: Int32Array = new Int32Array();
  #infos: Int32Array = new Int32Array();

  constructor(steps: number) {
    this.steps = steps;
    this.reported = new Uint8Array(steps);
  }

  get series(): SeriesList {
    return this.#series;
  }

  /** The value of a point, in the unit of the wire; not a number if there is none. */
  valueOf(series: number, step: number): number {
    const at = series * this.steps + step;
    const sum = this.#sums[at] as number;
    const count = this.#counts[at] as number;
    return count === 0 ? Number.NaN : this.#series.metrics[series]?.isLast ? sum : sum / count;
  }

  /** The largest value of a point; not a number if there is none. */
  maximumOf(series: number, step: number): number {
    const at = series * this.steps + step;
    return this.#counts[at] === 0 ? Number.NaN : (this.#maxima[at] as number);
  }

  /** Adds a sample: a cell for each column of the plan, from `first` on. */
  addSample(step: number, plan: Plan, cells: Float64Array, first: number): void {
    this.#use(plan);
    this.reported[step] = 1;
    const length = this.#columns.length;
    for (let column = 0; column < length; column += 1)
      this.#add(step, column, cells[first + column] as number);
  }

  /** Adds one cell. The hive must be marked as reported for the point. */
  addCell(step: number, plan: Plan, column: number, cell: number): void {
    this.#use(plan);
    this.#add(step, column, cell);
  }

  #add(step: number, column: number, cell: number): void {
    const { steps } = this;
    const counts = this.#counts;
    const sums = this.#sums;
    if (cell > UNKNOWN) {
      const series = this.#columns[column] as number;
      if (series < 0) return;
      const at = series * steps + step;
      const count = counts[at] as number;
      const value = rounded(cell, this.#series.scales[series] as number);
      if (count === 0 || this.#series.areLast[series] === 1) {
        sums[at] = value;
        this.#maxima[at] = value;
      } else {
        sums[at] = (sums[at] as number) + value;
        if (value > (this.#maxima[at] as number)) this.#maxima[at] = value;
      }
      counts[at] = count + 1;
    } else if (Number.isNaN(cell)) return;
    const info = this.#infos[column] as number;
    if (info < 0) return;
    sums[info * steps + step] = 1;
    counts[info * steps + step] = 1;
  }

  /** Makes room for the series of a plan. A hive gets another plan when its entities or fields change. */
  #use(plan: Plan): void {
    if (plan === this.#plan) return;
    const isFirst = this.#series.length === 0;
    const { list, places } = isFirst ? { list: plan.series, places: null } : this.#series.with(plan.series);
    const moved = (column: number): number => (places ? (places[column] ?? -1) : column);
    this.#plan = plan;
    this.#series = list;
    this.#columns = places ? plan.columns.map(moved) : plan.columns;
    this.#infos = places ? plan.infos.map(moved) : plan.infos;
    const length = list.length * this.steps;
    if (length === this.#counts.length) return;
    this.#sums = grown(this.#sums, new Float64Array(length));
    this.#maxima = grown(this.#maxima, new Float64Array(length));
    this.#counts = grown(this.#counts, new Uint16Array(length));
  }
}

function grown<T extends Float64Array | Uint16Array>(before: T, after: T): T {
  after.set(before);
  return after;
}
