import type { EncodedSample } from './encoded-sample.ts';
import { type Entry, written } from './entry.ts';
import { eventFrame, jsonFrame } from './frame.ts';

/** Encodes events as frames for one view of the stream. */
export interface Encoder {
  /**
   * The frame of a new event with that id; null if the view does not show it. Called once for every event, in their
   * order.
   */
  next(entry: Entry, id: string): string | null;
  /** The frame of an event of a hive or worker for a watcher that fell behind; null if the view does not show it. */
  transition(entry: Entry, id: string): string | null;
  /** The frame of a hive's latest sample for a watcher that joins or fell behind; null if the view does not show it. */
  latest(sample: EncodedSample, id: string): string | null;
  /** True if the view shows that hive. */
  shows(hiveId: string): boolean;
}

/** The frame of an event in the default view; made once. */
function wholeFrame(entry: Entry, id: string): string {
  const { name, event = {} } = entry;
  entry.whole ??= eventFrame(name, id, event);
  return entry.whole;
}

/** The same as bytes; made once. */
export function wholeBytes(entry: Entry, id: string): Buffer {
  if (entry.bytes) return entry.bytes;
  const bytes = Buffer.from(wholeFrame(entry, id));
  written(entry, bytes);
  return bytes;
}

/** The default view. */
export const DEFAULT_ENCODER: Encoder = {
  next: wholeFrame,
  transition: ({ name, event = {} }, id) => eventFrame(name, id, event),
  latest: (sample, id) => jsonFrame('heartbeat', id, sample.json),
  shows: () => true,
};
