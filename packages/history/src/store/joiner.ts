import { crc32 } from 'node:zlib';
import { periodStart } from './file-names.ts';
import { type JoinedKind, SPAN_OF_KIND } from './joined-spans.ts';
import type { HiveSpan, RolledFile } from './rolled-file.ts';
import type { WritableFiles } from './writable-files.ts';

/** Time after the end of a span at which its last point has been written, unless its hive was away. */
const LAST_POINT_MS = 900_000;
/** The spans of many hives are joined one after the other over this time. */
const SPREAD_S = 2_400;
/** Time in which more late points of a span are awaited, before it is joined anew. */
const LATE_MS = 300_000;
/** Spans that are joined in one call: a hive with eight workers and eight GPUs takes about two milliseconds. */
const MOST_SPANS = 20;
/** Share of the bytes of points that remains when they are joined, until it is measured. */
const USUAL_SHARE = 0.6;

interface Due extends HiveSpan {
  readonly dueAt: number;
}

/** Joins the points of hives in files of one kind, some time after their spans are over. */
export class Joiner {
  readonly #files: WritableFiles<RolledFile>;
  readonly #kind: JoinedKind;
  readonly #waiting = new Map<string, Due>();
  /** Bytes of what was joined, before and after. */
  #alone = 0;
  #joined = 0;

  constructor(files: WritableFiles<RolledFile>, kind: JoinedKind) {
    this.#files = files;
    this.#kind = kind;
  }

  /** Finds what an earlier run did not join. */
  start(now: number): void {
    for (const { start } of this.#files.list()) {
      const spans = this.#files.read(start, now, (file) => file.unjoined()) ?? [];
      for (const it of spans) this.add(it, now);
    }
  }

  /** Share of the bytes of points that remains when they are joined. */
  get share(): number {
    return this.#alone === 0 ? USUAL_SHARE : this.#joined / this.#alone;
  }

  /** Notes that a point was written; `start` is that of the point. */
  add({ hiveId, start }: HiveSpan, now: number): void {
    const spanMs = SPAN_OF_KIND[this.#kind];
    const span = { hiveId, start: Math.floor(start / spanMs) * spanMs };
    const key = keyOf(span);
    if (this.#waiting.has(key)) return;
    const spread = (crc32(hiveId) % SPREAD_S) * 1_000;
    const dueAt = Math.max(span.start + spanMs + LAST_POINT_MS + spread, now + LATE_MS);
    this.#waiting.set(key, { ...span, dueAt });
  }

  /** Joins spans that are due. */
  joinDue(now: number): void {
    const due: Due[] = [];
    for (const span of this.#waiting.values()) {
      if (span.dueAt <= now) due.push(span);
      if (due.length === MOST_SPANS) break;
    }
    for (const [at, spans] of Map.groupBy(due, ({ start }) => periodStart(this.#kind, start))) {
      const bytes = this.#files.write(at, now, (file) => spans.map((it) => file.join(it)));
      for (const it of spans) this.#waiting.delete(keyOf(it));
      for (const it of bytes ?? []) {
        this.#alone += it?.alone ?? 0;
        this.#joined += it?.joined ?? 0;
      }
    }
  }
}

const keyOf = ({ hiveId, start }: HiveSpan): string => `${start} ${hiveId}`;
