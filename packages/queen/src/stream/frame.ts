import type { SseEventName } from '@rbee/contract';
import { EncodedSample } from './encoded-sample.ts';

/** The data of an event: a value, a hive's sample, or JSON text. */
export type EventData = object | string;

/**
 * One event of the stream as text in the format of [S1]. JSON escapes every control character inside
 * strings, so the data is always one line.
 */
export const eventFrame = (name: SseEventName, id: string, data: EventData): string =>
  jsonFrame(name, id, jsonOf(data));

function jsonOf(data: EventData): string {
  if (typeof data === 'string') return data;
  return data instanceof EncodedSample ? data.json : JSON.stringify(data);
}

/** The frame of an event that is already encoded as JSON. */
export const jsonFrame = (name: SseEventName, id: string, json: string): string =>
  `event: ${name}\nid: ${id}\ndata: ${json}\n\n`;

/** Sets the watcher's reconnection time, milliseconds ([S7]). */
export const retryFrame = (ms: number): string => `retry: ${ms}\n\n`;

/** A comment, which clients ignore: shows that the stream is alive ([S7]). */
export const KEEP_ALIVE_FRAME = ': keep-alive\n\n';

/** A comment, the last of a stream whose watcher may no longer read ([A7]). */
export const ACCESS_ENDED_FRAME = ': access ended\n\n';

/** The id of an event: the queen's run and the event's number in that run. */
export const eventId = (boot: string, number: number): string => `${boot}-${number}`;

/** The event's number, or null if the id is of another run or malformed. */
export function eventNumber(boot: string, id: string): number | null {
  const digits = id.startsWith(`${boot}-`) ? id.slice(boot.length + 1) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}
