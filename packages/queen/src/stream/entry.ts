import type { SseEventName } from '@rbee/contract';
import type { EncodedSample } from './encoded-sample.ts';
import type { EventData } from './frame.ts';

/** One event of the stream, with its place in it. */
export interface Entry {
  /** Its place: 1 is the first event of this run. */
  readonly number: number;
  readonly name: SseEventName;
  /** The event itself, until only its frame is needed. */
  event: EventData | undefined;
  /** The same event, while it is a hive's latest sample. */
  sample: EncodedSample | undefined;
  /** Samples published up to and including this event. */
  readonly samples: number;
  /** When it was published, monotonic milliseconds. */
  readonly at: number;
  /** Its frame in the view without a filter: made once, when it is first needed, until it is `bytes`. */
  whole: string | undefined;
  /** The same as it was written: in memory that the garbage collector need not walk through. */
  bytes: Buffer | undefined;
  /** That frame compressed by itself ([S8]), for watchers that join or fell behind: made once, when it is first needed. */
  packed: Buffer | undefined;
}

/** A newer sample of the hive came: only the frame may still be needed, which is lighter than the sample. */
export function supersede(entry: Entry): void {
  entry.sample = undefined;
  if (entry.whole !== undefined || entry.bytes) entry.event = undefined;
}

/** Its frame was written as these bytes. */
export function written(entry: Entry, bytes: Buffer): void {
  entry.bytes = bytes;
  entry.whole = undefined;
  if (!entry.sample && !isTransition(entry)) entry.event = undefined;
}

/** True for an event that says that something happened, false for a state: only states are merged ([S6]). */
export const isTransition = ({ name }: Entry): boolean => name !== 'heartbeat';
