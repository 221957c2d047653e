import type { HistoryEventsAnswer } from '@rbee/contract';
import type { EventsQuery } from '../queries.ts';
import type { StoreReader } from '../store-reader.ts';

/** What happened ([P6]), one page of it. */
export function answerEvents(reader: StoreReader, query: EventsQuery): HistoryEventsAnswer {
  const { from, to, limit, after, worker } = query;
  const hiveId = worker?.hive_id ?? query.hive_id;
  const filter = {
    limit: limit + 1,
    ...(hiveId !== undefined && { hiveId }),
    ...(worker && { worker }),
    ...(after !== undefined && { after }),
  };
  const found = [...reader.events({ from, to }, filter)];
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(({ event }) => event),
    next_cursor: last ? cursorOf(last.number) : null,
  };
}

/** A cursor: the number of the last event of a page, in base64url so that clients treat it as opaque. */
const cursorOf = (number: number): string => Buffer.from(String(number)).toString('base64url');

/** The number in a cursor; undefined if the text is not a cursor. */
export function readCursor(cursor: string): number | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  return /^\d{1,15}$/.test(text) && cursorOf(Number(text)) === cursor ? Number(text) : undefined;
}
