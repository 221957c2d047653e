import { DueSpans, type HiveSpan } from './due-spans.ts';
import { periodStart } from './file-names.ts';
import { type JoinedKind, SPAN_OF_KIND } from './joined-spans.ts';
import type { RolledFile } from './rolled-file.ts';
import type { WritableFiles } from './writable-files.ts';

/** When points are joined: long after their quarters are made, and so spread that the last of many hives wait less than an hour. */
const TIMES = { settleMs: 900_000, spreadS: 2_400, lateMs: 300_000 } as const;
/** Spans that are joined in one call: a hive with eight workers and eight GPUs takes about two milliseconds. */
const MOST_SPANS = 20;
/** Share of the bytes of points that remains when they are joined, until it is measured. */
const USUAL_SHARE = 0.6;

/** Joins the points of hives in files of one kind, some time after their spans are over. */
export class Joiner {
  readonly #files: WritableFiles<RolledFile>;
  readonly #kind: JoinedKind;
  readonly #waiting: DueSpans;
  /** Bytes of what was joined, before and after. */
  #alone = 0;
  #joined = 0;

  constructor(files: WritableFiles<RolledFile>, kind: JoinedKind) {
    this.#files = files;
    this.#kind = kind;
    this.#waiting = new DueSpans({ ...TIMES, spanMs: SPAN_OF_KIND[kind] });
  }

  /** Finds what an earlier run did not join. */
  start(now: number): void {
    for (const { start } of this.#files.list()) {
      const spans = this.#files.read(start, now, (file) => file.unjoined()) ?? [];
      for (const it of spans) this.#waiting.add(it, now);
    }
  }

  /** Share of the bytes of points that remains when they are joined. */
  get share(): number {
    return this.#alone === 0 ? USUAL_SHARE : this.#joined / this.#alone;
  }

  /** Notes that a point was written; `start` is that of the point. */
  add(point: HiveSpan, now: number): void {
    this.#waiting.add(point, now);
  }

  /** Joins spans that are due. */
  joinDue(now: number): void {
    const due = this.#waiting.due(now, MOST_SPANS);
    for (const [at, spans] of Map.groupBy(due, ({ start }) => periodStart(this.#kind, start))) {
      const bytes = this.#files.write(at, now, (file) => spans.map((it) => file.join(it)));
      for (const it of spans) this.#waiting.isDone(it);
      for (const it of bytes ?? []) {
        this.#alone += it?.alone ?? 0;
        this.#joined += it?.joined ?? 0;
      }
    }
  }
}
