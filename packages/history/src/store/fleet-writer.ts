import type { RolledBlock } from '../block.ts';
import {
  decodeFleet,
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
/** Minutes that wait for that at most. */
const MOST_ADDED = 4_000;
const MINUTE_MS = 60_000;

/**
 * Keeps the figures of a large fleet in spans of ten minutes, a blob for each field, so that a ranking does not read every hive. What
 * is written of minutes is collected and added to the file once a minute. A span with something that is not in the file yet is noted
 * there; after a crash such a span is made anew of its minutes, one of them a second.
 */
export class FleetWriter {
  readonly #files: WritableFiles<MinuteFile>;
  /** Names by the start of the period of their file. */
  readonly #names = new Map<number, FleetNames>();
  /** What is not in the file yet, by the start of its span. */
  readonly #added = new Map<number, WrittenMinute[]>();
  #count = 0;
  /** Spans that are made anew: what was read of them, and the minute that is read next. They replace what the file has. */
  readonly #remade = new Map<number, { readonly parts: Parts; next: number }>();
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(files: WritableFiles<MinuteFile>) {
    this.#files = files;
  }

  /** Reads which spans an earlier run did not finish. */
  start(now: number): void {
    for (const { start } of this.#files.list()) this.#remakeUnmade(start, now);
  }

  /** Makes those spans of a large fleet anew that are noted and not added here. */
  #remakeUnmade(start: number, now: number): void {
    const unmade = this.#files.read(start, now, (file) => (file.isOfLargeFleet() ? file.spansToMake() : []));
    for (const span of unmade ?? []) {
      if (!this.#added.has(span) && !this.#remade.has(span))
        this.#remade.set(span, { parts: new Map(), next: span });
    }
  }

  /** The spans of a small fleet are noted and not made: they are when it has become a large one. */
  #forgetSmallFleets(now: number): void {
    for (const [period, spans] of Map.groupBy(this.#added.keys(), (it) => periodStart('minutes', it))) {
      if (this.#files.read(period, now, (file) => file.isOfLargeFleet()) === true) {
        this.#remakeUnmade(period, now);
        continue;
      }
      for (const span of spans) {
        this.#count -= this.#added.get(span)?.length ?? 0;
        this.#added.delete(span);
      }
    }
  }

  /** Adds minutes that were written, and whose spans were noted. */
  add(minutes: readonly WrittenMinute[]): void {
    for (const minute of minutes) {
      const span = spanStart(minute.block.start);
      const next = this.#remade.get(span)?.next;
      // What is read later, when the span is made anew, is not added here.
      if (next !== undefined && minute.block.start >= next) continue;
      const before = this.#added.get(span);
      if (before === undefined) this.#added.set(span, [minute]);
      else before.push(minute);
      this.#count += 1;
    }
  }

  /** Writes what was added, if it is time for it, or in any case. */
  write(now: number, when: 'due' | 'at once' = 'due'): void {
    this.#remakeMinute(now);
    const isEarly =
      now >= this.#writtenAt && now - this.#writtenAt < WRITE_EVERY_MS && this.#count < MOST_ADDED;
    if (when === 'due' && isEarly) return;
    this.#forgetSmallFleets(now);
    const spans = [...new Set([...this.#added.keys(), ...this.#remade.keys()])].filter((it) =>
      this.#isWhole(it),
    );
    for (const [at, its] of Map.groupBy(spans, (span) => periodStart('minutes', span))) {
      this.#files.write(at, now, (file) => {
        for (const span of its) this.#writeSpan(file, span, now);
      });
    }
    for (const span of spans) {
      this.#count -= this.#added.get(span)?.length ?? 0;
      this.#added.delete(span);
      this.#remade.delete(span);
    }
    this.#writtenAt = now;
    // What waits refers to these names by their numbers.
    if (this.#remade.size === 0 && this.#names.size > 1) this.#names.clear();
  }

  /** False for a span of which minutes are still to be read. */
  #isWhole(span: number): boolean {
    return (this.#remade.get(span)?.next ?? Number.POSITIVE_INFINITY) >= span + SPAN_MS;
  }

  #writeSpan(file: MinuteFile, span: number, now: number): void {
    const names = this.#namesOf(span, now);
    const added = this.#added.get(span) ?? [];
    const columns = (blocks: readonly RolledBlock[]) => fleetColumns(blocks, names, span, SPAN_MS);
    const remade = this.#remade.get(span);
    const sums: Parts = new Map();
    for (const it of remade?.parts.values() ?? []) collect(sums, [it.column(span, SPAN_MS)]);
    collect(sums, columns(added.map((it) => it.block)));
    // A minute that is replaced has all samples of the one before, so that its maximum is not less.
    collect(sums, columns(added.flatMap((it) => it.before ?? [])).map(negative));
    for (const [part, totals] of sums) {
      const kept = remade ? undefined : file.fleet(part, span);
      if (kept !== undefined)
        collect(
          sums,
          readable(() => decodeFleet(kept)),
        );
      file.putFleet(part, span, encodeFleet(totals.column(span, SPAN_MS)));
    }
    file.keepFleetNames((number) => names.textsFrom(number));
    file.spanIsMade(span);
  }

  /** Reads one minute of a span that is made anew. */
  #remakeMinute(now: number): void {
    const found = [...this.#remade].find(([span]) => !this.#isWhole(span));
    if (found === undefined) return;
    const [span, remade] = found;
    const { from, to } = { from: remade.next, to: remade.next + MINUTE_MS };
    const blocks = this.#files.read(span, now, (file) => [...file.rolledOfAll({ from, to })]);
    collect(remade.parts, fleetColumns(blocks ?? [], this.#namesOf(span, now), span, SPAN_MS));
    remade.next = to;
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

/** Adds columns to the totals of their fields. */
function collect(parts: Parts, columns: readonly FleetColumn[]): void {
  for (const column of columns) {
    const part = partOf(column.by, column.field);
    const totals = parts.get(part) ?? new FleetTotals(column.by, column.field);
    parts.set(part, totals);
    totals.add(column);
  }
}

/** Takes away what a column had. */
const negative = (column: FleetColumn): FleetColumn => ({
  ...column,
  counts: column.counts.map((it) => -it),
  sums: column.sums.map((it) => -it),
  maxima: column.maxima.map(() => Number.NEGATIVE_INFINITY),
});
