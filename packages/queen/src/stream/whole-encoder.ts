import type { Encoder } from './encoder.ts';
import { type Entry, written } from './entry.ts';
import { eventFrame } from './frame.ts';

/** The frame of an event in the stream that nobody narrowed; made once. */
function wholeFrame(entry: Entry, id: string): string {
  entry.whole ??= eventFrame(entry.name, id, entry.event ?? {});
  return entry.whole;
}

/** The same as bytes; made once. */
export function wholeBytes(entry: Entry, id: string): Buffer {
  if (!entry.bytes) written(entry, Buffer.from(wholeFrame(entry, id)));
  return entry.bytes as Buffer;
}

/** The stream that nobody narrowed. */
export const WHOLE_ENCODER: Encoder = {
  next: wholeFrame,
  happened: ({ name, event = {} }, id) => eventFrame(name, id, event),
  latest: (sample, id) => eventFrame('heartbeat', id, sample),
  shows: () => true,
};
