import { ABSENT, type Cell, isUnknown, isValue, reasonNumber, UNKNOWN } from '../cells.ts';
import type { Layout } from '../second.ts';
import { scalesOf } from './field-table.ts';
import { rounded } from './rounded.ts';

/** Cells as 32-bit numbers: a value times its scale, or one of these. They halve the memory of the open minutes. */
const ABSENT_CODE = -(2 ** 31);
const UNKNOWN_CODE = ABSENT_CODE + 1;
const LAST_UNKNOWN_CODE = UNKNOWN_CODE + 255;
const MAX_CODE = 2 ** 31 - 1;

/** Rows at first; then twice as many each time. A minute has 60 of most hives, but of a hive with a long interval one. */
const FIRST_ROWS = 4;
const MAX_ROWS = 60;

/**
 * Samples of one layout in a minute, row by row. A value is rounded to the decimals of its field. If a value needs more than 32 bits,
 * all are kept as doubles.
 */
export class Rows {
  readonly layout: Layout;
  readonly #scales: Float64Array;
  #codes: Int32Array | Float64Array;
  #used = 0;

  constructor(layout: Layout) {
    this.layout = layout;
    this.#scales = scalesOf(layout.entities, layout.columns);
    this.#codes = new Int32Array(FIRST_ROWS * layout.columns.length);
  }

  /** Number of cells that memory is held for. */
  get size(): number {
    return this.#codes.length;
  }

  /** Adds the sample that begins at a position of `samples`; gives its row. */
  add(samples: Float64Array, at: number): number {
    const width = this.layout.columns.length;
    const row = this.#used;
    if ((row + 1) * width > this.#codes.length) this.#resize(Math.min(2 * row, MAX_ROWS));
    this.#used += 1;
    this.set(row, samples, at);
    return row;
  }

  /** Replaces a row. */
  set(row: number, samples: Float64Array, at: number): void {
    const codes = this.#codes;
    const width = this.layout.columns.length;
    const first = row * width;
    const scales = this.#scales;
    if (codes instanceof Float64Array) {
      for (let column = 0; column < width; column += 1) {
        const cell = samples[at + column] as number;
        codes[first + column] = isValue(cell) ? rounded(cell, scales[column] as number) : cell;
      }
      return;
    }
    for (let column = 0; column < width; column += 1) {
      const cell = samples[at + column] as number;
      const code = Math.round(cell * (scales[column] as number));
      if (code > LAST_UNKNOWN_CODE && code <= MAX_CODE) codes[first + column] = code;
      else if (Number.isNaN(cell)) codes[first + column] = ABSENT_CODE;
      else if (isUnknown(cell)) codes[first + column] = UNKNOWN_CODE + Math.min(reasonNumber(cell), 255);
      else {
        this.#widen();
        this.set(row, samples, at);
        return;
      }
    }
  }

  /** Copies the cells of a column in these rows; -1 stands for a row that is missing, whose cell stays. */
  copyColumn(column: number, rows: ArrayLike<number>, into: Float64Array): void {
    const codes = this.#codes;
    const width = this.layout.columns.length;
    const scale = this.#scales[column] as number;
    const areCells = codes instanceof Float64Array;
    for (let second = 0; second < rows.length; second += 1) {
      const row = rows[second] as number;
      if (row < 0) continue;
      const code = codes[row * width + column] as number;
      into[second] = areCells ? code : code > LAST_UNKNOWN_CODE ? code / scale : emptyCell(code);
    }
  }

  #widen(): void {
    const rows = this.#used;
    const cells = new Float64Array(this.#codes.length);
    const width = this.layout.columns.length;
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    const column = new Float64Array(rows);
    for (let at = 0; at < width; at += 1) {
      this.copyColumn(at, all, column);
      for (let row = 0; row < rows; row += 1) cells[row * width + at] = column[row] as number;
    }
    this.#codes = cells;
  }

  #resize(rows: number): void {
    const size = rows * this.layout.columns.length;
    const larger = this.#codes instanceof Float64Array ? new Float64Array(size) : new Int32Array(size);
    larger.set(this.#codes);
    this.#codes = larger;
  }
}

const emptyCell = (code: number): Cell => (code === ABSENT_CODE ? ABSENT : UNKNOWN - (code - UNKNOWN_CODE));
