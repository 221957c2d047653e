import { crc32 } from 'node:zlib';

/** Some time of a hive. */
export interface HiveSpan {
  readonly hiveId: string;
  /** Start, milliseconds since the epoch. */
  readonly start: number;
}

/** How long spans of hives are, and when they are due. */
export interface SpanTimes {
  /** Length of a span, milliseconds. */
  readonly spanMs: number;
  /** Time after the end of a span at which its last part has been written, unless its hive was away, milliseconds. */
  readonly settleMs: number;
  /** The spans of many hives are due one after the other over this time, seconds. */
  readonly spreadS: number;
  /** Time in which more late parts of a span are awaited, milliseconds. */
  readonly lateMs: number;
}

/** Spans of hives with which something is to be done, once or anew, some time after they are over. */
export class DueSpans {
  readonly #times: SpanTimes;
  readonly #waiting = new Map<string, { readonly span: HiveSpan; readonly dueAt: number }>();

  constructor(times: SpanTimes) {
    this.#times = times;
  }

  /** Notes that a part of a span was written; `start` is that of the part. */
  add({ hiveId, start }: HiveSpan, now: number): void {
    const { spanMs, settleMs, spreadS, lateMs } = this.#times;
    const span = { hiveId, start: Math.floor(start / spanMs) * spanMs };
    const key = keyOf(span);
    if (this.#waiting.has(key)) return;
    const spread = (crc32(hiveId) % spreadS) * 1_000;
    const dueAt = Math.max(span.start + spanMs + settleMs + spread, now + lateMs);
    this.#waiting.set(key, { span, dueAt });
  }

  /** Up to so many spans that are due. They stay until they are done. */
  due(now: number, most: number): HiveSpan[] {
    const due: HiveSpan[] = [];
    for (const { span, dueAt } of this.#waiting.values()) {
      if (dueAt <= now) due.push(span);
      if (due.length === most) break;
    }
    return due;
  }

  isDone(span: HiveSpan): void {
    this.#waiting.delete(keyOf(span));
  }
}

const keyOf = ({ hiveId, start }: HiveSpan): string => `${start} ${hiveId}`;
