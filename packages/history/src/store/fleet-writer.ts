import type { RolledBlock } from '../block.ts';
import { changeFleet, encodeFleet, type FleetFields, FleetNames, FleetTotals } from '../blocks/index.ts';
import type { FieldName } from '../fields.ts';
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

/** A span that is made anew of its minutes. */
interface RemadeSpan {
  readonly fields: FleetFields;
  /** The minute that is read next. */
  next: number;
}

/** Time between two additions to the file. */
const WRITE_EVERY_MS = 60_000;
/** Minutes that wait for that at most. */
const MOST_ADDED = 4_000;
const MINUTE_MS = 60_000;
/** Spans of which what was written is remembered: the present one and the one before. */
const MOST_SPANS = 2;

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
  /** They replace what the file has. */
  readonly #remade = new Map<number, RemadeSpan>();
  /** What the file has of the spans that were written last: reading it again would take half of the time. */
  #written = new Map<number, FleetFields>();
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
        this.#remade.set(span, { fields: [], next: span });
    }
  }

  /** The spans of a small fleet are noted and not made: they are when it has become a large one. */
  #forgetSmallFleets(now: number): void {
    for (const [period, spans] of Map.groupBy(this.#added.keys(), (it) => periodStart('minutes', it))) {
      if (this.#files.read(period, now, (file) => file.isOfLargeFleet()) === true) {
        this.#remakeUnmade(period, now);
        continue;
      }
      for (const span of spans) this.#forgetAdded(span);
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
    const written = new Map<number, FleetFields>();
    for (const [at, its] of Map.groupBy(spans, (span) => periodStart('minutes', span))) {
      for (const [span, fields] of this.#writeSpans(at, its, now)) written.set(span, fields);
    }
    for (const span of written.keys()) {
      this.#forgetAdded(span);
      this.#remade.delete(span);
    }
    this.#written = new Map([...written].slice(-MOST_SPANS));
    this.#writtenAt = now;
    // What waits refers to these names by their numbers.
    if (this.#remade.size === 0 && this.#names.size > 1) {
      this.#names.clear();
      this.#written.clear();
    }
  }

  /** Writes spans of one file; what it has of them now. */
  #writeSpans(
    at: number,
    spans: readonly number[],
    now: number,
  ): readonly (readonly [number, FleetFields])[] {
    let isFirst = true;
    try {
      const made = this.#files.write(at, now, (file) => {
        if (!isFirst) this.#beginAgain(spans);
        isFirst = false;
        return spans
          .filter((it) => this.#isWhole(it))
          .map((span) => [span, this.#writeSpan(file, span, now)] as const);
      });
      return made ?? [];
    } catch (error) {
      this.#beginAgain(spans);
      throw error;
    }
  }

  /** After a failure the file has what it had before, or is another one. */
  #beginAgain(spans: readonly number[]): void {
    this.#written.clear();
    for (const span of spans) {
      if (!this.#remade.has(span)) continue;
      this.#remade.set(span, { fields: [], next: span });
      this.#forgetAdded(span);
    }
  }

  #forgetAdded(span: number): void {
    this.#count -= this.#added.get(span)?.length ?? 0;
    this.#added.delete(span);
  }

  /** False for a span of which minutes are still to be read. */
  #isWhole(span: number): boolean {
    return (this.#remade.get(span)?.next ?? Number.POSITIVE_INFINITY) >= span + SPAN_MS;
  }

  #writeSpan(file: MinuteFile, span: number, now: number): FleetFields {
    const names = this.#namesOf(span, now);
    const added = this.#added.get(span) ?? [];
    const remade = this.#remade.get(span);
    const fields = remade?.fields ?? this.#written.get(span) ?? [];
    const make = (by: 'worker' | 'gpu', field: FieldName): FleetTotals => {
      const totals = new FleetTotals(by, field);
      const kept = remade ? undefined : file.fleet(partOf(by, field), span);
      if (kept !== undefined) readable(() => totals.addBytes(kept));
      return totals;
    };
    for (const { block } of added) changeFleet(fields, 'put', block, names, make);
    // A minute that is replaced has all samples of the one before, so that its maximum is not less.
    for (const { before } of added) if (before) changeFleet(fields, 'takeAway', before, names, make);
    for (const totals of fields) {
      if (totals === undefined) continue;
      file.putFleet(partOf(totals.by, totals.field), span, encodeFleet(totals.column(span, SPAN_MS)));
    }
    file.keepFleetNames((number) => names.textsFrom(number));
    file.spanIsMade(span);
    return fields;
  }

  /** Reads one minute of a span that is made anew. */
  #remakeMinute(now: number): void {
    const found = [...this.#remade].find(([span]) => !this.#isWhole(span));
    if (found === undefined) return;
    const [span, remade] = found;
    const { from, to } = { from: remade.next, to: remade.next + MINUTE_MS };
    const blocks = this.#files.read(span, now, (file) => [...file.rolledOfAll({ from, to })]);
    const names = this.#namesOf(span, now);
    for (const block of blocks ?? []) changeFleet(remade.fields, 'put', block, names);
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
