import { ABSENT, type Cell, isUnknown, isValue, reasonNumber, UNKNOWN } from '../cells.ts';
import type { Layout } from '../second.ts';
import { scalesOf } from './field-table.ts';
import { rounded, wholeOf } from './rounded.ts';
import { keepRowMemory, takeRowMemory } from './row-memory.ts';
import { COLUMN, type WholeColumns } from './whole-columns.ts';

/** Cells as 32-bit numbers: a value times its scale, or one of these. They halve the memory of the open minutes. */
const ABSENT_CODE = -(2 ** 31);
const UNKNOWN_CODE = ABSENT_CODE + 1;
const LAST_UNKNOWN_CODE = UNKNOWN_CODE + 255;
/** Values of which the code is smaller than this one, and larger than minus this one, are told apart from all of these. */
const SMALL = -LAST_UNKNOWN_CODE;

/** Rows at first. A hive that goes on as it began has soon as many as its interval lets expect, one that changes all the time has not. */
const FIRST_ROWS = 4;
const MAX_ROWS = 60;
const MINUTE_MS = 60_000;

/** The numbers of the last `wholeColumns`. */
let numbers = new Int32Array(0);

/**
 * Samples of one layout in a minute, row by row: when in the minute each was taken, then its cells. A value is rounded to the decimals
 * of its field. If a value needs more than 32 bits, all are kept as doubles.
 */
export class Rows {
  readonly layout: Layout;
  /** Of a row. */
  readonly #width: number;
  readonly #scales: Float64Array;
  /** The row of each second; -1 if there is none. */
  readonly #rowOf = new Int8Array(MAX_ROWS).fill(-1);
  #codes: Int32Array<ArrayBuffer> | Float64Array;
  #used = 0;

  constructor(layout: Layout) {
    this.layout = layout;
    this.#width = layout.columns.length + 1;
    this.#scales = scalesOf(layout.entities, layout.columns);
    this.#codes = new Int32Array(FIRST_ROWS * this.#width);
  }

  /** Gives the memory back. Nothing can be read any more. */
  release(): void {
    const codes = this.#codes;
    if (codes instanceof Int32Array && codes.length > FIRST_ROWS * this.#width) keepRowMemory(codes);
    this.#codes = new Int32Array(0);
    this.#rowOf.fill(-1);
  }

  /** Number of cells that memory is held for. */
  get size(): number {
    return this.#codes.length;
  }

  /** When the sample of a second was taken, milliseconds since the start of the minute. */
  takenAt(second: number): number {
    return this.#codes[(this.#rowOf[second] as number) * this.#width] as number;
  }

  /** Sets the sample of a second, which begins at a position of `samples`. Gives by how many cells the memory grew. */
  set(second: number, ms: number, samples: Float64Array, at: number): number {
    const before = this.#codes.length;
    let row = this.#rowOf[second] as number;
    if (row < 0) {
      row = this.#used;
      if ((row + 1) * this.#width > before) this.#resize(this.#rowsAfter(row));
      this.#used += 1;
      this.#rowOf[second] = row;
    }
    const first = row * this.#width;
    this.#codes[first] = ms;
    const { length } = this.#scales;
    if (this.#codes instanceof Float64Array) this.#setCells(this.#codes, first + 1, samples, at, 0);
    else {
      const column = this.#setCodes(this.#codes, first + 1, samples, at);
      if (column < length) this.#setCells(this.#widened(), first + 1, samples, at, column);
    }
    return this.#codes.length - before;
  }

  /** Gives the number of columns that were set: those before the first whose value needs more than 32 bits. */
  #setCodes(codes: Int32Array, first: number, samples: Float64Array, at: number): number {
    const scales = this.#scales;
    const { length } = scales;
    let fits = true;
    // To look afterwards whether all were values takes half the time of a branch for each.
    for (let column = 0; column < length; column += 1) {
      const whole = wholeOf((samples[at + column] as number) * (scales[column] as number));
      codes[first + column] = whole;
      if (!(Math.abs(whole) < SMALL)) fits = false;
    }
    return fits ? length : this.#setOthers(codes, first, samples, at);
  }

  /** Sets the columns that are no small values. */
  #setOthers(codes: Int32Array, first: number, samples: Float64Array, at: number): number {
    const scales = this.#scales;
    for (let column = 0; column < scales.length; column += 1) {
      const cell = samples[at + column] as number;
      const whole = wholeOf(cell * (scales[column] as number));
      if (Math.abs(whole) < SMALL) continue;
      if (Number.isNaN(cell)) codes[first + column] = ABSENT_CODE;
      else if (isUnknown(cell)) codes[first + column] = UNKNOWN_CODE + Math.min(reasonNumber(cell), 255);
      else return column;
    }
    return scales.length;
  }

  #setCells(cells: Float64Array, first: number, samples: Float64Array, at: number, from: number): void {
    const scales = this.#scales;
    for (let column = from; column < scales.length; column += 1) {
      const cell = samples[at + column] as number;
      cells[first + column] = isValue(cell) ? rounded(cell, scales[column] as number) : cell;
    }
  }

  /** Copies the cells of a column in the seconds that are `owned`; the cells of others stay. */
  copyColumn(column: number, owned: Uint8Array, into: Float64Array): void {
    const codes = this.#codes;
    const scale = this.#scales[column] as number;
    const areCells = codes instanceof Float64Array;
    for (let second = 0; second < MAX_ROWS; second += 1) {
      if (owned[second] === 0) continue;
      const code = codes[(this.#rowOf[second] as number) * this.#width + 1 + column] as number;
      into[second] = areCells ? code : cellOf(code, scale);
    }
  }

  /** The columns as whole numbers in the seconds that are `owned`; undefined if they are kept as doubles. */
  wholeColumns(owned: Uint8Array): WholeColumns | undefined {
    const codes = this.#codes;
    if (codes instanceof Float64Array) return undefined;
    const columns = this.#width - 1;
    const count = countOf(owned);
    if (numbers.length < count * columns) numbers = new Int32Array(count * columns);
    const into = numbers;
    const forms = new Uint8Array(columns).fill(COLUMN.whole);
    let row = 0;
    for (let second = 0; second < MAX_ROWS; second += 1) {
      if (owned[second] === 0) continue;
      const first = (this.#rowOf[second] as number) * this.#width + 1;
      for (let column = 0; column < columns; column += 1) {
        const code = codes[first + column] as number;
        into[column * count + row] = code;
        if (code <= LAST_UNKNOWN_CODE) forms[column] = COLUMN.none;
      }
      row += 1;
    }
    for (let column = 0; column < columns; column += 1) {
      if (forms[column] === COLUMN.whole && isConstant(into, column * count, count))
        forms[column] = COLUMN.constant;
    }
    return { count, forms, numbers };
  }

  /** Turns all codes into cells. */
  #widened(): Float64Array {
    const scales = this.#scales;
    const cells = Float64Array.from(this.#codes, (code, i) => {
      const column = (i % this.#width) - 1;
      return column < 0 ? code : cellOf(code, scales[column] as number);
    });
    this.#codes = cells;
    return cells;
  }

  #rowsAfter(row: number): number {
    const expected = Math.ceil(MINUTE_MS / Math.max(1, this.layout.interval_ms));
    return Math.min(MAX_ROWS, row < expected ? expected : 2 * row);
  }

  #resize(rows: number): void {
    const size = rows * this.#width;
    const isWide = this.#codes instanceof Float64Array;
    const larger = isWide ? new Float64Array(size) : (takeRowMemory(size) ?? new Int32Array(size));
    larger.set(this.#codes);
    this.#codes = larger;
  }
}

function cellOf(code: number, scale: number): Cell {
  if (code > LAST_UNKNOWN_CODE) return code / scale;
  return code === ABSENT_CODE ? ABSENT : UNKNOWN - (code - UNKNOWN_CODE);
}

function isConstant(list: Int32Array, from: number, count: number): boolean {
  const first = list[from];
  for (let i = from + 1; i < from + count; i += 1) if (list[i] !== first) return false;
  return true;
}

function countOf(owned: Uint8Array): number {
  let count = 0;
  for (let second = 0; second < owned.length; second += 1) count += owned[second] as number;
  return count;
}
