import type { FieldName } from '../fields.ts';
import { MAX_INTEGER } from './byte-writer.ts';
import { fieldOf } from './field-table.ts';
import { decodeFleetBriefly, type FleetColumn } from './fleet-format.ts';
import { wholeOf } from './rounded.ts';

/** What one worker or GPU had of a field over some time. */
export interface FleetTotal {
  /** Number of its name. */
  readonly number: number;
  readonly sum: number;
  readonly max: number;
  /** Number of seconds with a value. */
  readonly count: number;
}

/** Adds up columns of one field, as the minutes of an hour, or all that a question is about. */
export class FleetTotals implements Iterable<FleetTotal> {
  readonly by: 'worker' | 'gpu';
  readonly field: FieldName;
  readonly #scale: number;
  /** By the numbers of the names. */
  #sums = new Float64Array(0);
  #maxima = new Float64Array(0);
  #counts = new Float64Array(0);

  constructor(by: 'worker' | 'gpu', field: FieldName) {
    this.by = by;
    this.field = field;
    this.#scale = fieldOf(by, field).scale;
  }

  /** Adds a column of the same field. Throws a `RangeError` for one of another field. */
  add({ by, field, numbers, counts, maxima, sums }: FleetColumn): void {
    if (by !== this.by || field !== this.field) throw new RangeError(`${by} ${field} is another field.`);
    const { length } = numbers;
    if (length === 0) return;
    this.#reach(numbers[length - 1] as number);
    const [allSums, allMaxima, allCounts] = [this.#sums, this.#maxima, this.#counts];
    for (let i = 0; i < length; i += 1) {
      const at = numbers[i] as number;
      const max = maxima[i] as number;
      if (allCounts[at] === 0 || max > (allMaxima[at] as number)) allMaxima[at] = max;
      allSums[at] = (allSums[at] as number) + (sums[i] as number);
      allCounts[at] = (allCounts[at] as number) + (counts[i] as number);
    }
  }

  /** Adds an encoded column of the same field; what `add` and `decodeFleet` say of errors holds here too. */
  addBytes(bytes: Uint8Array): void {
    this.add(decodeFleetBriefly(bytes));
  }

  /** Adds one value for a name. */
  put(number: number, { sum, max, count }: Omit<FleetTotal, 'number'>): void {
    this.#reach(number);
    const [total, most] = [whole(sum * this.#scale), whole(max * this.#scale)];
    if (this.#counts[number] === 0 || most > (this.#maxima[number] as number)) this.#maxima[number] = most;
    this.#sums[number] = (this.#sums[number] as number) + total;
    this.#counts[number] = (this.#counts[number] as number) + count;
  }

  /** Takes what `put` added for a name away again. Its maximum stays: what is put in its place has one that is not less. */
  takeAway(number: number, { sum, count }: Omit<FleetTotal, 'number'>): void {
    this.#reach(number);
    this.#sums[number] = (this.#sums[number] as number) - whole(sum * this.#scale);
    this.#counts[number] = (this.#counts[number] as number) - count;
  }

  /** What was added as one column, with lists that the next call uses again, whatever it is of. */
  column(start: number, step: number): FleetColumn {
    const numbers = this.#present();
    const { length } = numbers;
    const [counts, maxima, sums] = [listOf(1, length), listOf(2, length), listOf(3, length)];
    for (let i = 0; i < length; i += 1) {
      const number = numbers[i] as number;
      counts[i] = this.#counts[number] as number;
      maxima[i] = this.#maxima[number] as number;
      sums[i] = this.#sums[number] as number;
    }
    return { start, step, by: this.by, field: this.field, numbers, counts, maxima, sums };
  }

  /** All that had a value, by their numbers. */
  *[Symbol.iterator](): Generator<FleetTotal> {
    for (const number of this.#present().slice()) {
      yield {
        number,
        sum: (this.#sums[number] as number) / this.#scale,
        max: (this.#maxima[number] as number) / this.#scale,
        count: this.#counts[number] as number,
      };
    }
  }

  /** The numbers of the names that had a value. */
  #present(): Float64Array {
    const counts = this.#counts;
    const numbers = listOf(0, counts.length);
    let length = 0;
    for (let number = 0; number < counts.length; number += 1) {
      if (counts[number] === 0) continue;
      numbers[length] = number;
      length += 1;
    }
    return numbers.subarray(0, length);
  }

  #reach(number: number): void {
    if (number < this.#counts.length) return;
    const grown = (all: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(Math.max(1_024, 2 * number));
      larger.set(all);
      return larger;
    };
    this.#sums = grown(this.#sums);
    this.#maxima = grown(this.#maxima);
    this.#counts = grown(this.#counts);
  }
}

/** New lists for each column would take more time than all the rest. */
const lists = [0, 1, 2, 3].map(() => new Float64Array(0));

function listOf(index: number, length: number): Float64Array {
  const list = lists[index] as Float64Array;
  if (list.length >= length) return list.subarray(0, length);
  const longer = new Float64Array(2 * length);
  lists[index] = longer;
  return longer.subarray(0, length);
}

/** A whole number next to a product that would be one but for the last bit. */
const whole = (value: number): number => (Math.abs(value) < MAX_INTEGER ? wholeOf(value) : value);
