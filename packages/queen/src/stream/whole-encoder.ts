import type { Encoder } from './encoder.ts';
import type { Entry } from './entry.ts';
import { eventFrame } from './frame.ts';

/** The frame of an event in the stream that nobody narrowed; made once. */
export function wholeFrame(entry: Entry, id: string): string {
  entry.whole ??= eventFrame(entry.name, id, entry.event ?? {});
  return entry.whole;
}

/** The stream that nobody narrowed. */
export const WHOLE_ENCODER: Encoder = {
  next: wholeFrame,
  happened: ({ name, event = {} }, id) => eventFrame(name, id, event),
  latest: (sample, id) => eventFrame('heartbeat', id, sample),
  shows: () => true,
};
