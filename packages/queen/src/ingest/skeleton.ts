import { type Bounds, boundsAt } from './bounds.ts';
import type { JsonVisitor } from './json-walk.ts';

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

/** A slot that only has to be found again. */
export const PLACE = 0;
/** The time of the sample. */
export const TIME = 1;
/** Kinds from here on are numbers, each with bounds of its own. */
export const NUMBER = 2;

/** What a heartbeat has where: the same of every hive with as many workers that say as much of themselves. */
export interface Skeleton {
  /** What each slot is. */
  readonly kinds: readonly number[];
  /** What a number of each kind must be, from `NUMBER` on. */
  readonly bounds: readonly Bounds[];
  /** Slots of numbers by their paths. */
  readonly slots: ReadonlyMap<string, number>;
  readonly workers: Part;
  readonly node: Part | undefined;
  /** Slots of the time and of the heartbeat's number; -1 where there is none. */
  readonly time: number;
  readonly seq: number;
  /** A figure for each slot, to be copied: fractions make it a list of doubles, which its copies stay. */
  readonly blank: readonly number[];
}

/** Skeletons are shared, as they weigh more than what they are of: up to so many slots of all, of a few hundred bytes each. */
const known = new Map<string, Skeleton>();
const MOST_SLOTS = 100_000;
let knownSlots = 0;

/** Numbers that stay as they are while a worker and its hive do: where one changes, so does the pattern. */
const isFixed = (path: readonly string[]): boolean =>
  path[0] === 'interval_ms' || (path[0] === 'workers' && path.length === 3 && path[2] === 'pid');

const isPart = (path: readonly string[]): boolean =>
  path.length === 1 && (path[0] === 'workers' || path[0] === 'node');

/** Finds the slots of a heartbeat whose text is walked through: where they are, and its skeleton. */
export class SlotFinder implements JsonVisitor {
  /** Of each slot two: where it begins, and where what follows it does. */
  readonly cuts: number[] = [];
  readonly #kinds: number[] = [];
  readonly #bounds: Bounds[] = [];
  readonly #slots = new Map<string, number>();
  readonly #parts = new Map<string, { from: number; to: number; leaves: number; numbers: Slot[] }>();

  opens(path: readonly string[], at: number): void {
    if (!isPart(path)) return;
    const from = this.#slot(at, at, PLACE);
    this.#parts.set(path[0] as string, { from, to: from, leaves: 0, numbers: [] });
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
      this.#slots.set(path.join('/'), slot);
      part?.numbers.push({ slot, leaf: part.leaves });
    }
    if (part) part.leaves += 1;
    this.closes(path, end);
  }

  /** What was found; null where it is no heartbeat. */
  skeleton(): Skeleton | null {
    const workers = this.#parts.get('workers');
    if (!workers) return null;
    const node = this.#parts.get('node');
    const key = JSON.stringify([[...this.#slots], this.#kinds, workers, node]);
    const same = known.get(key);
    if (same) return same;
    knownSlots += this.#kinds.length;
    if (knownSlots > MOST_SLOTS) {
      known.clear();
      knownSlots = this.#kinds.length;
    }
    const made = {
      ...{ kinds: this.#kinds, bounds: this.#bounds, slots: this.#slots, workers, node },
      ...{ time: this.#kinds.indexOf(TIME), seq: this.#slots.get('seq') ?? -1 },
      blank: this.#kinds.map(() => 0.5),
    };
    known.set(key, made);
    return made;
  }

  #slot(start: number, end: number, kind: number): number {
    this.cuts.push(start, end);
    this.#kinds.push(kind);
    return this.#kinds.length - 1;
  }

  #numberKind({ isInteger, least, most }: Bounds): number {
    const known = this.#bounds.findIndex(
      (it) => it.isInteger === isInteger && it.least === least && it.most === most,
    );
    if (known !== -1) return NUMBER + known;
    this.#bounds.push({ isInteger, least, most });
    return NUMBER + this.#bounds.length - 1;
  }
}
