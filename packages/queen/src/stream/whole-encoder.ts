import type { Encoder } from './encoder.ts';
import { type Entry, written } from './entry.ts';
import { eventFrame, jsonFrame, sampleFrame } from './frame.ts';
import { Telling } from './telling.ts';
import { bytesOf, type Text } from './text.ts';

/** The frame of an event in the stream that nobody narrowed; made once. */
function wholeFrame(entry: Entry, id: string): Text {
  const { name, event = {} } = entry;
  entry.whole ??= event instanceof Telling ? sampleFrame(id, event) : eventFrame(name, id, event);
  return entry.whole;
}

/** The same as bytes; made once. */
export function wholeBytes(entry: Entry, id: string): Buffer {
  if (!entry.bytes) written(entry, bytesOf(wholeFrame(entry, id)));
  return entry.bytes as Buffer;
}

/** The stream that nobody narrowed. */
export const WHOLE_ENCODER: Encoder = {
  next: wholeFrame,
  happened: ({ name, event = {} }, id) => eventFrame(name, id, event),
  latest: (sample, id) => jsonFrame('heartbeat', id, sample.json),
  shows: () => true,
};
