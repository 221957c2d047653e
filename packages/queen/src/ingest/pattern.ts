import { isAscii } from 'node:buffer';
import { LIMITS, type ProcessStats } from '@rbee/contract';
import { type Instant, parseInstant } from '../time/index.ts';
import { type Bounds, boundsAt } from './bounds.ts';
import type { Door } from './door.ts';
import type { HiveSample } from './hive-sample.ts';
import { walkJson } from './json-walk.ts';
import type { Pause } from './pause.ts';

/** A heartbeat that followed a pattern: its text, and the numbers in it. */
export interface Reading {
  readonly pattern: Pattern;
  readonly text: string;
  /** By slot: a number's value; of anything else its offset in the text. */
  readonly figures: readonly number[];
  readonly sampledAt: string;
  readonly instant: Instant;
}

/** A number of the workers or of the node, and how many leaves of them come before it ([S11]). */
export interface Slot {
  readonly slot: number;
  readonly leaf: number;
}

/** A part of a heartbeat that is handed on as it is. */
export interface Part {
  /** Slots of its first offset and of the one after its last. */
  readonly from: number;
  readonly to: number;
  readonly leaves: number;
  readonly numbers: readonly Slot[];
}

/** What a slot of a pattern is. */
const PLACE = 0;
const TIME = 1;
/** Kinds from here on are numbers, each with bounds of its own. */
const NUMBER = 2;

/** Whole numbers of so many digits are exact in a double, and so a quotient of one and a power of ten is rounded once. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** Numbers that stay as they are while a worker and its hive do: where one changes, so does the pattern. */
const isFixed = (path: readonly string[]): boolean =>
  path[0] === 'interval_ms' || (path[0] === 'workers' && path.length === 3 && path[2] === 'pid');

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
  readonly workers: Part;
  readonly node: Part | undefined;
  /** Texts that followed it. */
  reads = 0;
  readonly #text: Buffer;
  readonly #words: DataView;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #bounds: readonly Bounds[];
  readonly #slots: ReadonlyMap<string, number>;
  readonly #blank: readonly number[];
  readonly #seq: number;
  readonly #time: number;
  readonly #busy: readonly BusySign[];

  private constructor(bytes: Buffer, sample: HiveSample, door: Door, pause: Pause, draft: Draft) {
    const { hive_id, interval_ms, boot_id, version, workers } = sample;
    this.sample = { hive_id, interval_ms, boot_id, version };
    this.door = door;
    this.pause = pause;
    this.workersCount = workers.length;
    this.workers = draft.part('workers') as Part;
    this.node = draft.part('node');
    this.#text = Buffer.from(bytes);
    this.#words = new DataView(this.#text.buffer, this.#text.byteOffset, this.#text.length);
    this.#starts = Int32Array.from(draft.starts);
    this.#ends = Int32Array.from(draft.ends);
    this.#kinds = Uint8Array.from(draft.kinds);
    this.#bounds = draft.bounds;
    this.#slots = draft.slots;
    this.#seq = draft.slots.get('seq') ?? -1;
    this.#time = draft.kinds.indexOf(TIME);
    this.#blank = draft.starts.map(() => 0.5); // a fraction makes it a list of doubles, which the copies of it stay
    this.#busy = workers.map((worker, index) => busySign(worker, (field) => this.slotOf(index, field)));
  }

  /**
   * The pattern of a flat heartbeat that was read from these bytes with nothing left behind; null where it has none: for text
   * beyond ASCII, and JSON that is written unusually.
   */
  static of(bytes: Buffer, sample: HiveSample, door: Door, pause: Pause): Pattern | null {
    if (sample.backfill || !isAscii(bytes)) return null;
    const draft = new Draft();
    if (!walkJson(bytes.toString('latin1'), draft) || !draft.part('workers')) return null;
    return new Pattern(bytes, sample, door, pause, draft);
  }

  /** Reads bytes that follow the pattern; null where they do not. */
  read(bytes: Buffer): Reading | null {
    const figures = this.#blank.slice();
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const [starts, ends, kinds] = [this.#starts, this.#ends, this.#kinds];
    let at = 0;
    let on = 0;
    for (let slot = 0; slot < starts.length; slot += 1) {
      const start = starts[slot] as number;
      if (!this.#isAlike(at, start, bytes, words, on)) return null;
      on += start - at;
      at = ends[slot] as number;
      figures[slot] = on;
      const kind = kinds[slot] as number;
      if (kind === PLACE) continue;
      if (kind === TIME) on = endOfString(bytes, on);
      else {
        on = endOfNumber(bytes, on);
        const { isInteger, least, most } = this.#bounds[kind - NUMBER] as Bounds;
        if (!(number >= least && number <= most) || (isInteger && !Number.isInteger(number))) return null;
        figures[slot] = number;
      }
      if (on === NONE) return null;
    }
    const { length } = this.#text;
    if (bytes.length - on !== length - at || !this.#isAlike(at, length, bytes, words, on)) return null;
    return this.#readingOf(bytes.toString('latin1'), figures);
  }

  /** Whether the known text from one offset to another stands in the bytes as well, at the offset `on`. */
  #isAlike(from: number, to: number, bytes: Buffer, words: DataView, on: number): boolean {
    if (on + to - from > bytes.length) return false;
    const shift = on - from;
    let at = from;
    for (; at <= to - 4; at += 4) {
      if (this.#words.getInt32(at) !== words.getInt32(at + shift)) return false;
    }
    for (; at < to; at += 1) if (this.#text[at] !== bytes[at + shift]) return false;
    return true;
  }

  #readingOf(text: string, figures: readonly number[]): Reading | null {
    const from = (figures[this.#time] as number) + 1;
    const sampledAt = text.slice(from, text.indexOf('"', from));
    const instant = parseInstant(sampledAt);
    if (!instant) return null;
    this.reads += 1;
    return { pattern: this, text, figures, sampledAt, instant };
  }

  /** The slot of a worker's number, by the path of the field within the worker; -1 where it has none. */
  slotOf(worker: number, field: string): number {
    return this.#slots.get(`workers/${worker}/${field}`) ?? -1;
  }

  /** The number of the heartbeat ([H6]). */
  seq({ figures }: Reading): number | undefined {
    return this.#seq < 0 ? undefined : figures[this.#seq];
  }

  /** How many of the workers are not busy ([R2]). */
  idleWorkers({ figures }: Reading): number {
    let idle = 0;
    for (const { slot, least } of this.#busy) if ((figures[slot] as number) < least) idle += 1;
    return idle;
  }
}

/** No offset: what should be there is not. */
const NONE = -1;

/** The number that `endOfNumber` found last. */
let number = 0;

/** Reads the number that begins at an offset into `number`, as `JSON.parse` would, and gives the offset after it. */
function endOfNumber(bytes: Buffer, from: number): number {
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
  if (digits > EXACT_DIGITS) number = Number(bytes.toString('latin1', from, on));
  else number = isNegative ? -value : value;
  return on;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

/** The offset after the string that begins at one; what is in it is for others to judge. */
const endOfString = (bytes: Buffer, from: number): number =>
  bytes[from] === QUOTE ? bytes.indexOf(QUOTE, from + 1) + 1 || NONE : NONE;

/** The text of a part of a heartbeat. */
export const textOf = ({ text, figures }: Reading, { from, to }: Part): string =>
  text.slice(figures[from], figures[to]);

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

/** A pattern while its text is walked through. */
class Draft {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly kinds: number[] = [];
  readonly bounds: Bounds[] = [];
  /** Numbers by their paths. */
  readonly slots = new Map<string, number>();
  readonly #parts = new Map<string, { from: number; to: number; leaves: number; numbers: Slot[] }>();

  opens(path: readonly string[], at: number): void {
    if (isPart(path)) this.#begin(path[0] as string, at);
  }

  closes(path: readonly string[], at: number): void {
    const part = isPart(path) && this.#parts.get(path[0] as string);
    if (part) part.to = this.#slot(at, at, PLACE);
  }

  leaf(path: readonly string[], start: number, end: number, isNumber: boolean): void {
    this.opens(path, start);
    const part = this.#parts.get(path[0] ?? '');
    if (path.length === 1 && path[0] === 'timestamp') this.#slot(start, end, TIME);
    else if (isNumber && !isFixed(path)) {
      const slot = this.#slot(start, end, this.#numberKind(boundsAt(path)));
      this.slots.set(path.join('/'), slot);
      part?.numbers.push({ slot, leaf: part.leaves });
    }
    if (part) part.leaves += 1;
    this.closes(path, end);
  }

  part(name: 'workers' | 'node'): Part | undefined {
    return this.#parts.get(name);
  }

  #begin(name: string, at: number): void {
    const from = this.#slot(at, at, PLACE);
    this.#parts.set(name, { from, to: from, leaves: 0, numbers: [] });
  }

  #slot(start: number, end: number, kind: number): number {
    this.starts.push(start);
    this.ends.push(end);
    this.kinds.push(kind);
    return this.starts.length - 1;
  }

  #numberKind({ isInteger, least, most }: Bounds): number {
    const known = this.bounds.findIndex(
      (it) => it.isInteger === isInteger && it.least === least && it.most === most,
    );
    if (known !== -1) return NUMBER + known;
    this.bounds.push({ isInteger, least, most });
    return NUMBER + this.bounds.length - 1;
  }
}

const isPart = (path: readonly string[]): boolean =>
  path.length === 1 && (path[0] === 'workers' || path[0] === 'node');
