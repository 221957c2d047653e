import type { Figure } from './figures.ts';

/** A point of an answer of the queen: its value, or why there is none. */
export interface PastPoint {
  readonly mean: number | null;
  readonly min: number;
  readonly max: number;
  /** Number of samples with a value. */
  readonly count: number;
  /** Why there is no value; undefined if that is not told. */
  readonly reason: string | undefined;
}

/** Reasons that a series tells apart. There are some twenty; a queen could send any number. */
const MAX_REASONS = 200;
const OTHER = 'other';

/** Numbers reasons, so that a cell keeps a byte and not a text. 0 stands for no reason. */
export class ReasonTable {
  readonly #numbers = new Map<string, number>();
  readonly #reasons: string[] = [];

  numberOf(reason: string): number {
    const known = this.#numbers.get(reason);
    if (known !== undefined) return known;
    if (this.#reasons.length >= MAX_REASONS && reason !== OTHER) return this.numberOf(OTHER);
    const number = this.#reasons.push(reason);
    this.#numbers.set(reason, number);
    return number;
  }

  reasonOf(number: number): string | undefined {
    return this.#reasons[number - 1];
  }
}

/**
 * The cells of one series, as a ring: a cell has the sum, extremes and number of its values, and the reason if it has
 * none. A cell without a value and without a reason is one of which nothing is known.
 */
export class Cells {
  readonly #sum: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #count: Uint32Array;
  readonly #reason: Uint8Array;
  /** 1 for a cell whose value is the queen's and is final. */
  readonly #settled: Uint8Array;
  readonly #reasons: ReasonTable;

  constructor(capacity: number, reasons: ReasonTable) {
    this.#sum = new Float64Array(capacity);
    this.#min = new Float64Array(capacity);
    this.#max = new Float64Array(capacity);
    this.#count = new Uint32Array(capacity);
    this.#reason = new Uint8Array(capacity);
    this.#settled = new Uint8Array(capacity);
    this.#reasons = reasons;
  }

  clear(at: number): void {
    this.#count[at] = 0;
    this.#reason[at] = 0;
    this.#settled[at] = 0;
  }

  /** Puts a point of the queen; one without a value does not replace a value that arrived live. */
  settle(at: number, { mean, min, max, count, reason }: PastPoint, isFinal: boolean): void {
    if (mean === null) {
      if (this.#count[at] === 0 && reason !== undefined) this.#reason[at] = this.#reasons.numberOf(reason);
      return;
    }
    this.#set(at, mean * count, min, max, count);
    this.#settled[at] = Number(isFinal);
  }

  /** Adds a value that arrived live to a cell; with `replaces` the last one counts ([P1]). A final cell stays. */
  add(at: number, figure: Figure, replaces: boolean): void {
    if (this.#settled[at] === 1) return;
    if (typeof figure !== 'number') {
      if (replaces) this.#count[at] = 0;
      if (this.#count[at] === 0) this.#reason[at] = this.#reasons.numberOf(figure ?? 'not_present');
      return;
    }
    const count = replaces ? 0 : (this.#count[at] ?? 0);
    if (count === 0) this.#set(at, figure, figure, figure, 1);
    else {
      const [sum = 0, min = figure, max = figure] = [this.#sum[at], this.#min[at], this.#max[at]];
      this.#set(at, sum + figure, Math.min(min, figure), Math.max(max, figure), count + 1);
    }
  }

  /** Notes why a line that begins later than another one of its hive has no values before. */
  beginAfter(other: Cells): void {
    for (const at of this.#reason.keys()) {
      if (other.isBlank(at)) continue;
      this.#reason[at] = this.#reasons.numberOf(
        other.reason(at) === 'no_sample' ? 'no_sample' : 'not_present',
      );
    }
  }

  /** Notes that there was no sample, where nothing else is known. */
  miss(at: number): void {
    if (this.isBlank(at)) this.#reason[at] = this.#reasons.numberOf('no_sample');
  }

  /** True if nothing is known of the cell. */
  isBlank(at: number): boolean {
    return this.#count[at] === 0 && this.#reason[at] === 0;
  }

  /** True if there was neither a value nor an unknown one, as far as is known. */
  hasNothing(at: number): boolean {
    if (this.isBlank(at)) return true;
    const reason = this.reason(at);
    return reason === 'no_sample' || reason === 'not_present';
  }

  mean(at: number): number | null {
    const count = this.#count[at] ?? 0;
    return count === 0 ? null : (this.#sum[at] ?? 0) / count;
  }

  min(at: number): number | null {
    return this.#count[at] === 0 ? null : (this.#min[at] ?? null);
  }

  max(at: number): number | null {
    return this.#count[at] === 0 ? null : (this.#max[at] ?? null);
  }

  /** Why the cell has no value; undefined if it has one, or nothing is known. */
  reason(at: number): string | undefined {
    return this.#count[at] === 0 ? this.#reasons.reasonOf(this.#reason[at] ?? 0) : undefined;
  }

  #set(at: number, sum: number, min: number, max: number, count: number): void {
    this.#sum[at] = sum;
    this.#min[at] = min;
    this.#max[at] = max;
    this.#count[at] = count;
    this.#reason[at] = 0;
  }
}
