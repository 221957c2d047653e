import type { EncodedSample } from './encoded-sample.ts';
import type { Entry } from './entry.ts';

/** Puts events into the frames of one view of the stream. */
export interface Encoder {
  /**
   * The frame of an event as it happens, under that id; null where the view leaves it out. Asked once for every event, in
   * their order.
   */
  next(entry: Entry, id: string): string | null;
  /** The frame of something that happened, once more, for a watcher that fell behind; null where the view leaves it out. */
  happened(entry: Entry, id: string): string | null;
  /** The frame of a hive's latest sample for a watcher that joins or fell behind; null where the view leaves it out. */
  latest(sample: EncodedSample, id: string): string | null;
  /** Whether the view shows that hive. */
  shows(hiveId: string): boolean;
}
