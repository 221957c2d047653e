import type { SecondsBlock } from '../block.ts';
import type { Layout, Second } from '../second.ts';
import { MAX_COLUMNS, MAX_ENTITIES } from './directory.ts';
import { OpenMinute } from './open-minute.ts';

/** Bounds of a `Head`. */
export interface HeadOptions {
  /** Age at which samples are refused, milliseconds: that of the tier of seconds. */
  readonly maxAgeMs: number;
  /** Number of cells that memory is held for, 4 or 8 bytes each. Beyond it the oldest minutes are lost. */
  readonly maxCells: number;
}

/** What a `Head` did not keep, in samples. */
export interface HeadLosses {
  /** Of a time that is too far off, of an unknown layout, or with more columns than a block can have. */
  readonly refused: number;
  /** Removed for want of memory before they were written. */
  readonly lost: number;
}

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
/** A sample is handed over up to a second after it was received, and the clocks' difference changes by up to a second. */
const GRACE_MS = 2_000;
const MAX_AHEAD_MS = 5_000;
/** Backfill comes a bundle at a time: it waits, so that a minute is merged once and not for each bundle. */
const BACKFILL_WAIT_MS = 5_000;
/** Cells of backfilled minutes, beyond which they do not wait. */
const MAX_BACKFILL_CELLS = 4_000_000;
/** The id of the layout and the time, which stand before the cells. */
const SAMPLE_HEAD = 2;

interface OpenHive {
  readonly id: string;
  readonly staggerMs: number;
  /** By their start. */
  readonly minutes: Map<number, OpenMinute>;
  /** Number of its layouts in force. */
  layouts: number;
}

interface KnownLayout {
  readonly layout: Layout;
  readonly hive: OpenHive;
  /** False if it has more columns or entities than a block can have. */
  readonly fits: boolean;
  /** The minute of its last sample, and the part for the layout in it: mostly those of the next one as well. */
  minute: OpenMinute | undefined;
  part: number;
}

interface Due {
  readonly hive: OpenHive;
  readonly minute: OpenMinute;
}

/**
 * Collects samples into the minutes of their hives, until these are due to be written. A hive's minute is due some seconds after its
 * end, by a hash of the hive's id, so that the fleet is not written at once. A minute can be due more than once, when samples come
 * late: what is written of it before is to be merged (`mergeSeconds`).
 */
export class Head {
  readonly #options: HeadOptions;
  readonly #hives = new Map<string, OpenHive>();
  readonly #layouts = new Map<number, KnownLayout>();
  /** Number of open minutes by their start. */
  readonly #starts = new Map<number, number>();
  /** By the second in which they are due, so that the minutes that are not due are not looked at. */
  readonly #due = new Map<number, Due[]>();
  #cells = 0;
  #backfillCells = 0;
  #refused = 0;
  #lost = 0;

  constructor(options: HeadOptions) {
    this.#options = options;
  }

  get losses(): HeadLosses {
    return { refused: this.#refused, lost: this.#lost };
  }

  /** The layouts in force. */
  get layouts(): readonly Layout[] {
    return [...this.#layouts.values()].map(({ layout }) => layout);
  }

  /** Takes what the fleet reported. Of several samples of a hive in one second the one that was taken last is kept. */
  add(second: Second): void {
    for (const layout of second.layouts) this.#know(layout);
    const { samples } = second;
    for (let at = 0; at < samples.length; ) {
      const known = this.#layouts.get(samples[at] as number);
      const width = SAMPLE_HEAD + (known?.layout.columns.length ?? 0);
      // Without its layout nobody knows where a sample ends.
      if (!known || at + width > samples.length) {
        this.#refused += 1;
        break;
      }
      if (!this.#take(known, samples, at, second.at)) this.#refused += 1;
      at += width;
    }
    for (const id of second.ended) this.#forget(id);
    if (this.#cells > this.#options.maxCells) this.#makeRoom();
  }

  /**
   * The minutes that are due. Each is given once, and is not open any more then; those that the caller does not get to stay open.
   */
  *due(now: number): Generator<SecondsBlock> {
    const second = Math.floor(now / SECOND_MS);
    for (const [key, list] of this.#due) {
      if (key > second) continue;
      for (let next = list.pop(); next; next = list.pop()) {
        if (!next.minute.isClosed) yield this.#close(next);
      }
      this.#due.delete(key);
    }
    if (this.#backfillCells <= MAX_BACKFILL_CELLS) return;
    for (const next of this.#open()) if (next.minute.isBackfill) yield this.#close(next);
  }

  /** All open minutes, which then are not open any more: for the end. */
  *all(): Generator<SecondsBlock> {
    for (const next of this.#open()) yield this.#close(next);
  }

  /** The open minutes of a hive, in the order of their time. They stay open. */
  open(hiveId: string): readonly SecondsBlock[] {
    const minutes = [...(this.#hives.get(hiveId)?.minutes.values() ?? [])];
    // The cells as they are: the rows that they come from may change.
    return minutes.sort((a, b) => a.start - b.start).map((minute) => ({ ...minute.block(hiveId) }));
  }

  /** Ids of the hives that have open minutes. */
  get hives(): readonly string[] {
    return [...this.#hives.values()].filter(({ minutes }) => minutes.size > 0).map(({ id }) => id);
  }

  /** Start of the oldest open minute; undefined if there is none. Everything before it was given. */
  get oldest(): number | undefined {
    return this.#starts.size === 0 ? undefined : Math.min(...this.#starts.keys());
  }

  #know(layout: Layout): void {
    this.#forget(layout.id);
    const id = layout.hive_id;
    const hive = this.#hives.get(id) ?? { id, staggerMs: staggerOf(id), minutes: new Map(), layouts: 0 };
    hive.layouts += 1;
    this.#hives.set(id, hive);
    const fits = layout.columns.length <= MAX_COLUMNS && layout.entities.length <= MAX_ENTITIES;
    this.#layouts.set(layout.id, { layout, hive, fits, minute: undefined, part: 0 });
  }

  /** The layout itself is held by its samples until they are written. */
  #forget(id: number): void {
    const known = this.#layouts.get(id);
    if (!known) return;
    this.#layouts.delete(id);
    known.hive.layouts -= 1;
    this.#forgetIfEmpty(known.hive);
  }

  #forgetIfEmpty(hive: OpenHive): void {
    if (hive.layouts === 0 && hive.minutes.size === 0) this.#hives.delete(hive.id);
  }

  /** False if the sample is refused. */
  #take(known: KnownLayout, samples: Float64Array, at: number, now: number): boolean {
    const time = samples[at + 1] as number;
    const isInTime = time >= now - this.#options.maxAgeMs && time <= now + MAX_AHEAD_MS;
    if (!known.fits || !isInTime) return false;
    const start = Math.floor(time / MINUTE_MS) * MINUTE_MS;
    let { minute } = known;
    const isLast = minute !== undefined && minute.start === start && !minute.isClosed;
    if (!minute || !isLast) minute = this.#minuteOf(known.hive, start, now);
    const before = minute.size;
    if (!isLast) known.part = minute.partOf(known.layout);
    known.minute = minute;
    if (known.part < 0) return false;
    minute.set(known.part, time - start, samples, at + SAMPLE_HEAD);
    if (minute.size !== before) this.#hold(minute, minute.size - before);
    return true;
  }

  #minuteOf(hive: OpenHive, start: number, now: number): OpenMinute {
    const known = hive.minutes.get(start);
    if (known) return known;
    const minute = openMinute(hive, start, now);
    hive.minutes.set(start, minute);
    this.#starts.set(start, (this.#starts.get(start) ?? 0) + 1);
    const second = Math.ceil(minute.dueAt / SECOND_MS);
    const list = this.#due.get(second);
    if (list) list.push({ hive, minute });
    else this.#due.set(second, [{ hive, minute }]);
    return minute;
  }

  #hold({ isBackfill }: OpenMinute, cells: number): void {
    this.#cells += cells;
    if (isBackfill) this.#backfillCells += cells;
  }

  *#open(): Generator<Due> {
    for (const hive of this.#hives.values()) {
      for (const minute of hive.minutes.values()) yield { hive, minute };
    }
  }

  #close(due: Due): SecondsBlock {
    const block = due.minute.block(due.hive.id);
    this.#remove(due);
    return block;
  }

  #remove({ hive, minute }: Due): void {
    this.#hold(minute, -minute.size);
    minute.close();
    hive.minutes.delete(minute.start);
    const others = (this.#starts.get(minute.start) ?? 0) - 1;
    if (others > 0) this.#starts.set(minute.start, others);
    else this.#starts.delete(minute.start);
    this.#forgetIfEmpty(hive);
  }

  /** Removes the oldest minutes. */
  #makeRoom(): void {
    for (const next of [...this.#open()].sort((a, b) => a.minute.start - b.minute.start)) {
      if (this.#cells <= this.#options.maxCells) return;
      this.#lost += next.minute.seconds;
      this.#remove(next);
    }
  }
}

function openMinute(hive: OpenHive, start: number, now: number): OpenMinute {
  const dueAt = start + MINUTE_MS + GRACE_MS + hive.staggerMs;
  return dueAt > now
    ? new OpenMinute(start, dueAt, false)
    : new OpenMinute(start, now + BACKFILL_WAIT_MS, true);
}

/** From 0 to 59 s, by the 32-bit FNV-1a hash of the id. */
function staggerOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) % 60) * SECOND_MS;
}
