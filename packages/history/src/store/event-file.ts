import { createCheck, type HistoryEvent, HistoryEventSchema } from '@rbee/contract';
import type { EventFilter, Range } from '../store-reader.ts';
import { BoundedFile } from './open-file.ts';
import { numberIn, textIn } from './sqlite-file.ts';

/** An event with its number: later events have larger ones. */
export interface NumberedEvent {
  readonly number: number;
  readonly event: HistoryEvent;
}

/**
 * Events of one millisecond that get numbers of their own. A number is the event's time in milliseconds since the epoch times this,
 * plus its place among those of that millisecond, so that numbers are in the order of time in all files.
 */
const IN_A_MS = 1_000;
/** Milliseconds after it in which events of one millisecond get numbers, if there are more of them. */
const OVERFLOW_MS = 1_000;
const READ_AT_ONCE = 500;

const check = createCheck(HistoryEventSchema);

/** When an event happened, milliseconds since the epoch. */
export const timeOfEvent = (event: HistoryEvent): number => Date.parse(event.timestamp);

/** When the event with that number happened, milliseconds since the epoch. */
export const timeOfNumber = (number: number): number => Math.floor(number / IN_A_MS);

/** Events in a file. */
export class EventFile extends BoundedFile {
  /** Adds events, except those that are there: a crash log may have events that were written before the crash. */
  add(events: readonly HistoryEvent[]): void {
    for (const event of events) {
      const at = timeOfEvent(event);
      const body = JSON.stringify(event);
      if (!this.#has(at, event.hive_id, body)) this.#insert(at * IN_A_MS, event.hive_id, body);
    }
  }

  /** The events of the range that the filter lets through, in order of time. */
  *events({ from, to }: Range, { hiveId, worker, after = 0, limit }: EventFilter): Generator<NumberedEvent> {
    const last = to * IN_A_MS;
    let next = Math.max(from * IN_A_MS, after + 1);
    for (let left = limit; left > 0; ) {
      const rows = this.#rows(hiveId, next, last);
      for (const row of rows) {
        const number = numberIn(row, 'number') ?? 0;
        next = number + 1;
        const event = eventIn(textIn(row, 'body'));
        if (event === null || left === 0 || !isOf(event, worker)) continue;
        left -= 1;
        yield { number, event };
      }
      if (rows.length < READ_AT_ONCE) return;
    }
  }

  oldest(): number | null {
    const number = this.number('SELECT min(number) FROM event');
    return number === null ? null : timeOfNumber(number);
  }

  /** Removes up to so many of the oldest events; their number. */
  removeOldest(most: number): number {
    const numbers = 'SELECT number FROM event ORDER BY number LIMIT ?';
    return this.run(`DELETE FROM event WHERE number IN (${numbers})`, most);
  }

  /** Removes up to so many of the events before a time; their number. */
  removeBefore(time: number, most: number): number {
    const numbers = 'SELECT number FROM event WHERE number < ? ORDER BY number LIMIT ?';
    return this.run(`DELETE FROM event WHERE number IN (${numbers})`, time * IN_A_MS, most);
  }

  #has(at: number, hive: string, body: string): boolean {
    const sql = 'SELECT 1 FROM event WHERE hive = ? AND number >= ? AND number < ? AND body = ?';
    return this.number(sql, hive, at * IN_A_MS, (at + OVERFLOW_MS) * IN_A_MS, body) !== null;
  }

  #insert(first: number, hive: string, body: string): void {
    const last = this.#lastIn(first, IN_A_MS) ?? first - 1;
    const free = last < first + IN_A_MS - 1 ? last : (this.#lastIn(first, IN_A_MS * OVERFLOW_MS) ?? last);
    this.run('INSERT INTO event (number, hive, body) VALUES (?, ?, ?)', free + 1, hive, body);
  }

  #lastIn(first: number, count: number): number | null {
    return this.number(
      'SELECT max(number) FROM event WHERE number >= ? AND number < ?',
      first,
      first + count,
    );
  }

  #rows(hiveId: string | undefined, from: number, to: number) {
    const where = 'number >= ? AND number < ? ORDER BY number LIMIT ?';
    if (hiveId === undefined) {
      return this.all(`SELECT number, body FROM event WHERE ${where}`, from, to, READ_AT_ONCE);
    }
    return this.all(
      `SELECT number, body FROM event WHERE hive = ? AND ${where}`,
      hiveId,
      from,
      to,
      READ_AT_ONCE,
    );
  }
}

/** An event of a file; null if it was damaged, or a later version wrote it. */
function eventIn(body: string): HistoryEvent | null {
  try {
    const event: unknown = JSON.parse(body);
    return check.is(event) ? event : null;
  } catch {
    return null;
  }
}

const isOf = (event: HistoryEvent, worker: EventFilter['worker']): boolean =>
  worker === undefined ||
  (event.kind === 'worker' && event.worker_id === `${event.hive_id}/${worker.group}/${worker.instance}`);
