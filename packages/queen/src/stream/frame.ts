import type { SseEventName } from '@rbee/contract';
import { jsonOf } from './json-text.ts';
import type { Telling } from './telling.ts';
import type { Text } from './text.ts';

/**
 * One event of the stream as text, exactly as [S1] has it. JSON escapes every control character inside its
 * strings, so that the data is one line whatever it holds.
 */
export const eventFrame = (name: SseEventName, id: string, data: object): string =>
  jsonFrame(name, id, jsonOf(data));

/** The same of an event that is JSON already. */
export const jsonFrame = (name: SseEventName, id: string, json: string): string =>
  `${beginning(name, id)}${json}${END}`;

/** The same of a sample, which need not be made a text of. */
export const sampleFrame = (id: string, sample: Telling): Text =>
  sample.within(beginning('heartbeat', id), END);

const beginning = (name: SseEventName, id: string): string => `event: ${name}\nid: ${id}\ndata: `;
const END = '\n\n';

/** Asks a watcher to wait this many milliseconds before it comes back ([S7]). */
export const retryFrame = (ms: number): string => `retry: ${ms}\n\n`;

/** A comment, which no reader takes for an event: shows that the stream is alive ([S7]). */
export const KEEP_ALIVE_FRAME = ': keep-alive\n\n';
