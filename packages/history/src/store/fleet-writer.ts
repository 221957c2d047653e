import type { RolledBlock } from '../block.ts';
import {
  decodeFleet,
  decodeRolled,
  encodeFleet,
  type FleetColumn,
  FleetNames,
  FleetTotals,
  fleetColumns,
} from '../blocks/index.ts';
import { periodStart } from './file-names.ts';
import { partOf, SPAN_MS, spanStart } from './fleet-span.ts';
import type { MinuteFile } from './minute-file.ts';
import { readable } from './readable-block.ts';
import type { WritableFiles } from './writable-files.ts';

/** A minute of a hive that was written, and what was there of it before. */
export interface WrittenMinute {
  readonly block: RolledBlock;
  readonly before?: RolledBlock;
}

type Parts = Map<string, FleetTotals>;

/** Time between two additions to the file. */
const WRITE_EVERY_MS = 60_000;
const MINUTE_MS = 60_000;

/**
 * Keeps the figures of the whole fleet in spans of ten minutes, a blob for each field, so that a ranking does not read every hive. What
 * is written of minutes is collected and added to the file once a minute. A span with something that is not in the file yet is noted
 * there; after a crash such a span is made anew of its minutes, one of them a second.
 */
export class FleetWriter {
  readonly #files: WritableFiles<MinuteFile>;
  /** Names by the start of the period of their file. */
  readonly #names = new Map<number, FleetNames>();
  /** What is not in the file yet, by the start of its span. */
  readonly #added = new Map<number, Parts>();
  /** Spans that are made anew, and the minute that is read next. */
  readonly #remade = new Map<number, number>();
  /** Spans that were made anew, and replace what the file has. */
  readonly #replaced = new Set<number>();
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(files: WritableFiles<MinuteFile>) {
    this.#files = files;
  }

  /** Reads which spans an earlier run did not finish. */
  start(now: number): void {
    for (const { start } of this.#files.list()) {
      for (const span of this.#files.read(start, now, (file) => file.spansToMake()) ?? []) {
        this.#remade.set(span, span);
      }
    }
  }

  /** Adds minutes that were written, and whose spans were noted. */
  add(minutes: readonly WrittenMinute[], now: number): void {
    for (const [span, its] of Map.groupBy(minutes, ({ block }) => spanStart(block.start))) {
      // What is read later when the span is made anew is not added here.
      const next = this.#remade.get(span) ?? Number.POSITIVE_INFINITY;
      const added = its.filter(({ block }) => !(this.#remade.has(span) && block.start >= next));
      const names = this.#namesOf(span, now);
      const columns = (blocks: readonly RolledBlock[]) => fleetColumns(blocks, names, span, SPAN_MS);
      this.#collect(span, columns(added.map((it) => it.block)));
      // A minute that is replaced has all samples of the one before, so that its maximum is not less.
      this.#collect(span, columns(added.flatMap((it) => it.before ?? [])).map(negative));
    }
  }

  /** Writes what was added, if it is time for it, or in any case. */
  write(now: number, when: 'due' | 'at once' = 'due'): void {
    this.#remakeMinute(now);
    if (when === 'due' && now >= this.#writtenAt && now - this.#writtenAt < WRITE_EVERY_MS) return;
    const spans = [...this.#added.keys()].filter((span) => !this.#remade.has(span));
    for (const [at, its] of Map.groupBy(spans, (span) => periodStart('minutes', span))) {
      this.#files.write(at, now, (file) => {
        for (const span of its) this.#writeSpan(file, span, now);
      });
    }
    for (const span of spans) {
      this.#added.delete(span);
      this.#replaced.delete(span);
    }
    this.#writtenAt = now;
    // What waits refers to these names by their numbers.
    if (this.#added.size === 0 && this.#names.size > 1) this.#names.clear();
  }

  #writeSpan(file: MinuteFile, span: number, now: number): void {
    file.keepFleetNames((number) => this.#namesOf(span, now).textsFrom(number));
    for (const [part, added] of this.#added.get(span) ?? []) {
      const kept = this.#replaced.has(span) ? undefined : file.fleet(part, span);
      const totals = new FleetTotals(added.by, added.field);
      for (const it of kept === undefined ? [] : readable(() => decodeFleet(kept))) totals.add(it);
      totals.add(added.column(span, SPAN_MS));
      file.putFleet(part, span, encodeFleet(totals.column(span, SPAN_MS)));
    }
    file.spanIsMade(span);
  }

  #collect(span: number, columns: readonly FleetColumn[]): void {
    const parts: Parts = this.#added.get(span) ?? new Map();
    this.#added.set(span, parts);
    for (const column of columns) {
      const part = partOf(column.by, column.field);
      const totals = parts.get(part) ?? new FleetTotals(column.by, column.field);
      parts.set(part, totals);
      totals.add(column);
    }
  }

  /** Reads one minute of a span that is made anew. */
  #remakeMinute(now: number): void {
    const [first] = this.#remade;
    if (first === undefined) return;
    const [span, minute] = first;
    const blocks = this.#files.read(span, now, (file) =>
      file.ofAllHives(minute).flatMap((it) => readable(() => decodeRolled(it, undefined, file.directories))),
    );
    this.#collect(span, fleetColumns(blocks ?? [], this.#namesOf(span, now), span, SPAN_MS));
    if (minute + MINUTE_MS < span + SPAN_MS) {
      this.#remade.set(span, minute + MINUTE_MS);
      return;
    }
    this.#remade.delete(span);
    this.#replaced.add(span);
  }

  #namesOf(span: number, now: number): FleetNames {
    const period = periodStart('minutes', span);
    const known = this.#names.get(period);
    if (known !== undefined) return known;
    const names = new FleetNames();
    const texts = this.#files.read(period, now, (file) => file.knownNames().textsFrom(0)) ?? [];
    for (const text of texts) names.know(text);
    this.#names.set(period, names);
    return names;
  }
}

/** Takes away what a column had. */
const negative = (column: FleetColumn): FleetColumn => ({
  ...column,
  counts: column.counts.map((it) => -it),
  sums: column.sums.map((it) => -it),
  maxima: column.maxima.map(() => Number.NEGATIVE_INFINITY),
});
