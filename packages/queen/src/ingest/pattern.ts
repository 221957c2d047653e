import { isAscii } from 'node:buffer';
import { LIMITS, type ProcessStats } from '@rbee/contract';
import { parseInstant } from '../time.ts';
import type { Bounds } from './bounds.ts';
import type { Door } from './door.ts';
import type { HiveSample } from './hive-sample.ts';
import { walkJson } from './json-walk.ts';
import type { Pause } from './pause.ts';
import { Reading } from './reading.ts';
import { NUMBER, type Part, PLACE, type Skeleton, SlotFinder, TIME } from './skeleton.ts';

/** Whole numbers of so many digits are exact in a double, and so a quotient of one and a power of ten is rounded once. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** Bytes that are compared at once. */
const WORD_BYTES = 4;

/** No offset and no turn: what should be there is not. */
const NONE = -1;

const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

interface Found {
  readonly skeleton: Skeleton;
  readonly cuts: readonly number[];
}

/**
 * A hive says the same again and again, with other numbers and another time. What it said once makes a pattern: a text that
 * follows it has a shape that was checked then, and of the rest only the numbers need be read and held against their bounds.
 * Whatever does not follow it is read as any JSON is.
 */
export class Pattern {
  readonly sample: Pick<HiveSample, 'hive_id' | 'interval_ms' | 'boot_id' | 'version'>;
  readonly door: Door;
  /** How long it was waited for. */
  readonly pause: Pause;
  readonly workersCount: number;
  /** Texts that followed it. */
  reads = 0;
  /** Figures of the last two texts, in turns: what is told of is one of them, and what it is compared with the other. */
  readonly #figures: readonly [number[], number[]];
  /** Whose figures they are. */
  readonly #turns: [number, number] = [NONE, NONE];
  readonly #skeleton: Skeleton;
  readonly #text: Buffer;
  readonly #words: DataView;
  /** Of each slot two: where in the text it begins, and where what follows it does. */
  readonly #cuts: Int32Array;
  readonly #busy: readonly BusySign[];

  private constructor(bytes: Buffer, sample: HiveSample, door: Door, pause: Pause, found: Found) {
    const { hive_id, interval_ms, boot_id, version, workers } = sample;
    this.sample = { hive_id, interval_ms, boot_id, version };
    this.door = door;
    this.pause = pause;
    this.workersCount = workers.length;
    this.#skeleton = found.skeleton;
    this.#figures = [found.skeleton.blank.slice(), found.skeleton.blank.slice()];
    this.#text = Buffer.allocUnsafeSlow(bytes.length); // what comes from the pool would keep all of it
    bytes.copy(this.#text);
    this.#words = new DataView(this.#text.buffer, this.#text.byteOffset, this.#text.length);
    this.#cuts = Int32Array.from(found.cuts);
    this.#busy = workers.map((worker, index) => busySign(worker, (field) => this.slotOf(index, field)));
  }

  /**
   * The pattern of a flat heartbeat that was read from these bytes with nothing left behind; null where it has none: for text
   * beyond ASCII, and JSON that is written unusually.
   */
  static of(bytes: Buffer, sample: HiveSample, door: Door, pause: Pause): Pattern | null {
    if (sample.backfill || !isAscii(bytes)) return null;
    const finder = new SlotFinder();
    const skeleton = walkJson(bytes.toString('latin1'), finder) ? finder.skeleton() : null;
    return skeleton && new Pattern(bytes, sample, door, pause, { skeleton, cuts: finder.cuts });
  }

  /** Reads bytes that follow the pattern, and which nobody else may write to; null where they do not. */
  read(bytes: Buffer): Reading | null {
    const turn = this.reads + 1;
    const place = turn % 2 === 0 ? 0 : 1;
    const figures = this.#figures[place];
    this.#turns[place] = NONE;
    if (!this.#fill(figures, bytes)) return null;
    const from = (figures[this.#skeleton.time] as number) + 1;
    const at = bytes.toString('latin1', from, bytes.indexOf(QUOTE, from));
    const instant = parseInstant(at);
    if (!instant) return null;
    this.#turns[place] = turn;
    this.reads = turn;
    return new Reading(this, turn, bytes, { at, instant });
  }

  /** The figures of one of the last two texts; null for an older one, whose place was taken. */
  figuresOf({ turn }: Reading): readonly number[] | null {
    if (this.#turns[0] === turn) return this.#figures[0];
    return this.#turns[1] === turn ? this.#figures[1] : null;
  }

  /** The figures of bytes that have been read before. */
  figuresIn(bytes: Buffer): readonly number[] {
    const figures = this.#skeleton.blank.slice();
    this.#fill(figures, bytes);
    return figures;
  }

  /** Puts down the figures of bytes that follow the pattern; false where they do not. */
  #fill(figures: number[], bytes: Buffer): boolean {
    const { kinds, bounds } = this.#skeleton;
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const cuts = this.#cuts;
    let at = 0;
    let on = 0;
    for (let slot = 0; slot < kinds.length; slot += 1) {
      const start = cuts[2 * slot] as number;
      if (!this.#isAlike(at, start, bytes, words, on)) return false;
      on += start - at;
      at = cuts[2 * slot + 1] as number;
      figures[slot] = on;
      const kind = kinds[slot] as number;
      if (kind === PLACE) continue;
      if (kind === TIME) on = endOfString(bytes, on);
      else {
        on = readNumber(bytes, on, figures, slot);
        const { isInteger, least, most } = bounds[kind - NUMBER] as Bounds;
        const number = figures[slot] as number;
        if (!(number >= least && number <= most) || (isInteger && !Number.isInteger(number))) return false;
      }
      if (on === NONE) return false;
    }
    const { length } = this.#text;
    return bytes.length - on === length - at && this.#isAlike(at, length, bytes, words, on);
  }

  /** Whether the known text from one offset to another stands in the bytes as well, at the offset `on`. */
  #isAlike(from: number, to: number, bytes: Buffer, words: DataView, on: number): boolean {
    if (on + to - from > bytes.length) return false;
    const shift = on - from;
    const last = to - WORD_BYTES;
    let at = from;
    for (; at < last; at += WORD_BYTES) {
      if (this.#words.getInt32(at, true) !== words.getInt32(at + shift, true)) return false;
    }
    if (last >= from) return this.#words.getInt32(last, true) === words.getInt32(last + shift, true);
    for (; at < to; at += 1) if (this.#text[at] !== bytes[at + shift]) return false;
    return true;
  }

  get workers(): Part {
    return this.#skeleton.workers;
  }

  get node(): Part | undefined {
    return this.#skeleton.node;
  }

  /** The slot of a worker's number, by the path of the field within the worker; -1 where it has none. */
  slotOf(worker: number, field: string): number {
    return this.#skeleton.slots.get(`workers/${worker}/${field}`) ?? -1;
  }

  /** The number of the heartbeat ([H6]). */
  seq({ figures }: Reading): number | undefined {
    const { seq } = this.#skeleton;
    return seq < 0 ? undefined : figures[seq];
  }

  /** How many of the workers are not busy ([R2]). */
  idleWorkers({ figures }: Reading): number {
    let idle = 0;
    for (const { slot, least } of this.#busy) if ((figures[slot] as number) < least) idle += 1;
    return idle;
  }
}

/** Puts down the number that begins at an offset, as `JSON.parse` would read it, and gives the offset after it. */
function readNumber(bytes: Buffer, from: number, figures: number[], slot: number): number {
  const isNegative = bytes[from] === MINUS;
  const first = isNegative ? from + 1 : from;
  let on = first;
  let value = 0;
  let byte = bytes[on] ?? 0;
  while (isDigit(byte)) {
    value = value * 10 + byte - ZERO;
    on += 1;
    byte = bytes[on] ?? 0;
  }
  let digits = on - first;
  if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) return NONE;
  if (byte === POINT) {
    const point = on;
    on += 1;
    byte = bytes[on] ?? 0;
    while (isDigit(byte)) {
      value = value * 10 + byte - ZERO;
      on += 1;
      byte = bytes[on] ?? 0;
    }
    const places = on - point - 1;
    if (places === 0) return NONE;
    digits += places;
    if (digits <= EXACT_DIGITS) value /= POWERS[places] as number;
  }
  if (digits > EXACT_DIGITS) value = Number(bytes.toString('latin1', first, on));
  figures[slot] = isNegative ? -value : value;
  return on;
}

/** In one comparison: what is less than a digit wraps around to more. */
const isDigit = (byte: number): boolean => (byte - ZERO) >>> 0 <= 9;

/** The offset after the string that begins at one; what is in it is for others to judge. */
const endOfString = (bytes: Buffer, from: number): number =>
  bytes[from] === QUOTE ? bytes.indexOf(QUOTE, from + 1) + 1 || NONE : NONE;

interface BusySign {
  readonly slot: number;
  /** From that on the worker is busy. */
  readonly least: number;
}

/** By which number a worker is busy, as `isWorkerBusy` of the contract has it ([R2]). */
function busySign({ engine, unknown }: ProcessStats, slotOf: (field: string) => number): BusySign {
  if (engine?.requests_running !== undefined) return { slot: slotOf('engine/requests_running'), least: 1 };
  if (unknown?.['gpu_util_pct'] === undefined) {
    return { slot: slotOf('gpu_util_pct'), least: Number.MIN_VALUE };
  }
  return { slot: slotOf('cpu_pct'), least: LIMITS.busyCpuPct };
}
