import type { SseEventName } from '@rbee/contract';
import { EncodedSample } from './encoded-sample.ts';

/** The data of an event: a value, a hive's sample, or JSON that is ready. */
export type EventData = object | string;

/**
 * One event of the stream as text, exactly as [S1] has it. JSON escapes every control character inside its
 * strings, so that the data is one line whatever it holds.
 */
export const eventFrame = (name: SseEventName, id: string, data: EventData): string =>
  jsonFrame(name, id, jsonOf(data));

function jsonOf(data: EventData): string {
  if (typeof data === 'string') return data;
  return data instanceof EncodedSample ? data.json : JSON.stringify(data);
}

/** The same of an event that is JSON already. */
export const jsonFrame = (name: SseEventName, id: string, json: string): string =>
  `event: ${name}\nid: ${id}\ndata: ${json}\n\n`;

/** Asks a watcher to wait this many milliseconds before it comes back ([S7]). */
export const retryFrame = (ms: number): string => `retry: ${ms}\n\n`;

/** A comment, which no reader takes for an event: shows that the stream is alive ([S7]). */
export const KEEP_ALIVE_FRAME = ': keep-alive\n\n';
