import { type RolledBlock, type SecondsBlock, TIER_STEP_MS } from '../block.ts';
import { decodeSeconds, mergeSeconds, rollUp, rollUpSeconds } from '../blocks/index.ts';
import type { FieldName } from '../fields.ts';
import type { EventFilter, Range, Ranked, StoreReader, TierState, Want } from '../store-reader.ts';
import type { BlockFile } from './block-file.ts';
import type { EventFile, NumberedEvent } from './event-file.ts';
import { WRAP } from './file-classes.ts';
import { spansIn } from './fleet-span.ts';
import type { MinuteFile } from './minute-file.ts';
import { OpenMinutes } from './open-minutes.ts';
import { inOrder, startsIn } from './points-in-order.ts';
import { quarterStart } from './quarter-times.ts';
import { type RankedField, rankedIn, rankedOf, rankedSince } from './ranked.ts';
import { readable } from './readable-block.ts';
import { ReadableFiles, type Unreadable } from './readable-files.ts';
import type { RolledFile } from './rolled-file.ts';
import { stateOfTier } from './state-of-tier.ts';
import type { Bounds } from './tier-bounds.ts';

const MINUTE_MS = TIER_STEP_MS['1m'];
const QUARTER_MS = TIER_STEP_MS['15m'];

/** What the thread that writes knows besides the files. */
export interface Unwritten {
  /** Encoded minutes that are not in the files yet. */
  readonly minutes: readonly Uint8Array[];
  readonly tiers?: readonly TierState[];
  /** True if there are minutes of more hives than a ranking takes, and so none of them is here. */
  readonly lacksNewest?: boolean;
}

/** Time before the present up to which a ranking has figures that lack the newest minutes. */
const NEWEST_MS = 2 * MINUTE_MS;

/** Reads the files of a folder, which another thread or process may write to at the same time. */
export class FileReader implements StoreReader {
  readonly #folder: string;
  readonly #bounds: Bounds;
  readonly #now: () => number;
  readonly #seconds: ReadableFiles<BlockFile>;
  readonly #minutes: ReadableFiles<MinuteFile>;
  readonly #quarters: ReadableFiles<RolledFile>;
  readonly #events: ReadableFiles<EventFile>;
  #open = new OpenMinutes([]);
  #tiers: readonly TierState[] | undefined;
  #lacksNewest = false;

  /** `onUnreadable` is called for each file that cannot be read; the others serve. `now` is in milliseconds since the epoch. */
  constructor(folder: string, bounds: Bounds, now: () => number, onUnreadable: (it: Unreadable) => void) {
    this.#folder = folder;
    this.#bounds = bounds;
    this.#now = now;
    this.#seconds = new ReadableFiles(folder, 'seconds', WRAP.seconds, onUnreadable);
    this.#minutes = new ReadableFiles(folder, 'minutes', WRAP.minutes, onUnreadable);
    this.#quarters = new ReadableFiles(folder, 'quarters', WRAP.quarters, onUnreadable);
    this.#events = new ReadableFiles(folder, 'events', WRAP.events, onUnreadable);
  }

  /** What is read from here on has these minutes as well. */
  add({ minutes, tiers, lacksNewest = false }: Unwritten): void {
    this.#lacksNewest = lacksNewest;
    this.#open = new OpenMinutes(minutes);
    this.#tiers = tiers;
  }

  seconds(hiveId: string, range: Range, want?: Want): Iterable<SecondsBlock> {
    const starts = startsIn(range, MINUTE_MS);
    const stored = this.#seconds.inRange(starts, function* (file) {
      for (const { body } of file.blocks(hiveId, starts)) {
        yield* readable(() => decodeSeconds(body, want, file.directories));
      }
    });
    return inOrder(stored, this.#open.ofHive(hiveId, range, want), mergeSeconds);
  }

  rolled(tier: '1m' | '15m', hiveId: string, range: Range, want?: Want): Iterable<RolledBlock> {
    const stored = this.#stored(tier, hiveId, range, want);
    const open =
      tier === '1m' ? this.#openMinutes(hiveId, range, want) : this.#openQuarters(hiveId, range, want);
    return inOrder(stored, open, moreReported);
  }

  *ranked(by: 'worker' | 'gpu', field: FieldName, range: Range): Generator<Ranked> {
    const of = { by, field };
    const starts = startsIn(range, MINUTE_MS);
    yield* this.#minutes.inRange(spansIn(range), (file) =>
      file.isOfLargeFleet() ? rankedIn(file, of, range) : [],
    );
    yield* this.#minutes.inRange(starts, (file, part) =>
      file.isOfLargeFleet() ? [] : this.#rankedOfHives(file, of, part),
    );
    for (const { hiveId, start } of this.#open.startsIn(range)) {
      const minute = { from: start, to: start + MINUTE_MS };
      const want: Want = { kinds: [by], fields: [field] };
      const stored = [...this.#stored('1m', hiveId, minute, want)];
      yield* rankedSince(stored, [...this.rolled('1m', hiveId, minute, want)], of);
    }
  }

  rankedRange(range: Range): Range {
    const spans = spansIn(range);
    const areLarge = [...this.#minutes.inRange(spans, (file) => [file.isOfLargeFleet()])];
    const from = areLarge[0] === true ? spans.from : range.from;
    const newest = Math.floor((this.#now() - NEWEST_MS) / MINUTE_MS) * MINUTE_MS;
    const to = Math.min(
      areLarge.at(-1) === true ? spans.to : range.to,
      this.#lacksNewest ? newest : this.#now(),
    );
    return { from, to: Math.max(from, to) };
  }

  *events(range: Range, filter: EventFilter): Generator<NumberedEvent> {
    let left = filter.limit;
    for (const it of this.#events.inRange(range, (file) => file.events(range, filter))) {
      if (left === 0) return;
      left -= 1;
      yield it;
    }
  }

  hives(range: Range): readonly string[] {
    return this.#hivesOf(range, (file, starts) => file.hives(starts), this.#open.hives(range));
  }

  hivesOfGpu(uuid: string, range: Range): readonly string[] {
    return this.#hivesOf(range, (file) => file.hivesOfGpu(uuid), this.#open.hives(range, uuid));
  }

  tiers(): readonly TierState[] {
    return (
      this.#tiers ?? [
        stateOfTier(this.#folder, '1s', this.#seconds, this.#bounds, this.#now()),
        stateOfTier(this.#folder, '1m', this.#minutes, this.#bounds, this.#now()),
        stateOfTier(this.#folder, '15m', this.#quarters, this.#bounds, this.#now()),
      ]
    );
  }

  close(): void {
    for (const it of [this.#seconds, this.#minutes, this.#quarters, this.#events]) it.close();
  }

  /** What is in the file of each hive of a small fleet. */
  *#rankedOfHives(file: MinuteFile, of: RankedField, range: Range): Generator<Ranked> {
    const want: Want = { kinds: [of.by], fields: [of.field] };
    for (const hive of file.hives(range)) {
      for (const point of this.#fewestPoints(file, hive, range, want)) yield* rankedOf(point, of);
    }
  }

  /** Whole quarters of an hour of a hive, and minutes where there is none. */
  *#fewestPoints(file: MinuteFile, hive: string, range: Range, want: Want): Generator<RolledBlock> {
    let next = range.from;
    for (const quarter of this.#madeQuarters(file, hive, range, want)) {
      yield* file.rolled(hive, { from: next, to: quarter.start }, want);
      yield quarter;
      next = quarter.start + QUARTER_MS;
    }
    yield* file.rolled(hive, { from: next, to: range.to }, want);
  }

  /** The quarters of a hive in a range that have all of their minutes. */
  *#madeQuarters(file: MinuteFile, hive: string, range: Range, want: Want): Generator<RolledBlock> {
    const noted = new Set(file.quartersToMake(hive).map((it) => it.start));
    const whole = { from: Math.ceil(range.from / QUARTER_MS) * QUARTER_MS, to: range.to - QUARTER_MS + 1 };
    for (const quarter of this.#stored('15m', hive, whole, want)) {
      if (!noted.has(quarter.start)) yield quarter;
    }
  }

  /** The points in the files. */
  #stored(tier: '1m' | '15m', hiveId: string, range: Range, want?: Want): Iterable<RolledBlock> {
    const starts = startsIn(range, TIER_STEP_MS[tier]);
    const files: ReadableFiles<RolledFile> = tier === '1m' ? this.#minutes : this.#quarters;
    return files.inRange(starts, (file) => file.rolled(hiveId, starts, want));
  }

  #hivesOf(
    range: Range,
    read: (file: BlockFile, starts: Range) => string[],
    open: readonly string[],
  ): string[] {
    const found = new Set(open);
    const tiers: [ReadableFiles<BlockFile>, number][] = [
      [this.#seconds, MINUTE_MS],
      [this.#minutes, MINUTE_MS],
      [this.#quarters, QUARTER_MS],
    ];
    for (const [files, step] of tiers) {
      const starts = startsIn(range, step);
      for (const hive of files.inRange(starts, (file) => read(file, starts))) found.add(hive);
    }
    return [...found].sort();
  }

  #openMinutes(hiveId: string, range: Range, want: Want | undefined): Map<number, RolledBlock> {
    const starts = [...this.#open.ofHive(hiveId, range, want).keys()];
    const blocks = starts.flatMap((from) => [...this.seconds(hiveId, { from, to: from + MINUTE_MS }, want)]);
    return new Map(blocks.map((it) => [it.start, rollUpSeconds(it)]));
  }

  /** Quarters whose minutes are not all in the tier of 15 minutes, made of these minutes. */
  #openQuarters(hiveId: string, range: Range, want: Want | undefined): Map<number, RolledBlock> {
    const starts = startsIn(range, QUARTER_MS);
    const noted = this.#minutes.inRange(starts, (file) => file.quartersToMake(hiveId));
    const open = this.#open.ofHive(hiveId, { from: starts.from, to: starts.to + QUARTER_MS }).keys();
    const all = new Set([...[...noted].map((it) => it.start), ...[...open].map(quarterStart)]);
    const quarters = new Map<number, RolledBlock>();
    for (const start of [...all].sort((a, b) => a - b)) {
      if (start < starts.from || start >= starts.to) continue;
      const minutes = [...this.rolled('1m', hiveId, { from: start, to: start + QUARTER_MS }, want)];
      if (minutes.length > 0) quarters.set(start, rollUp(minutes, start, QUARTER_MS));
    }
    return quarters;
  }
}

/** What has more samples: the minutes of a quarter may have been removed since it was made. */
const moreReported = (stored: RolledBlock, open: RolledBlock): RolledBlock =>
  stored.reported > open.reported ? stored : open;
