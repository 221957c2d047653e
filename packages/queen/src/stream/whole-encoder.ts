import type { Encoder } from './encoder.ts';
import { type Entry, written } from './entry.ts';
import { eventFrame, jsonFrame } from './frame.ts';

/** The frame of an event in the view without a filter; made once. */
function wholeFrame(entry: Entry, id: string): string {
  const { name, event = {} } = entry;
  entry.whole ??= eventFrame(name, id, event);
  return entry.whole;
}

/** The same as bytes; made once. */
export function wholeBytes(entry: Entry, id: string): Buffer {
  if (!entry.bytes) written(entry, Buffer.from(wholeFrame(entry, id)));
  return entry.bytes as Buffer;
}

/** The view without a filter. */
export const WHOLE_ENCODER: Encoder = {
  next: wholeFrame,
  happened: ({ name, event = {} }, id) => eventFrame(name, id, event),
  latest: (sample, id) => jsonFrame('heartbeat', id, sample.json),
  shows: () => true,
};
