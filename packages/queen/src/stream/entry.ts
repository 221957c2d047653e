import type { SseEventName } from '@rbee/contract';
import type { Telling } from './telling.ts';
import type { Text } from './text.ts';

/** One event of the stream, with its place in it. */
export interface Entry {
  /** Its place: 1 is the first event of this run. */
  readonly number: number;
  readonly name: SseEventName;
  /** The event itself, until it is told from its frame alone. */
  event: object | undefined;
  /** The same event, while it is a hive's latest sample. */
  sample: Telling | undefined;
  /** Samples published up to and including this event. */
  readonly samples: number;
  /** When it was published, monotonic milliseconds. */
  readonly at: number;
  /** The frame that a stream carries which nobody narrowed: made once, when it is first needed, until it is `bytes`. */
  whole: Text | undefined;
  /** The same as it was written: in memory that the garbage collector need not walk through. */
  bytes: Buffer | undefined;
  /** That frame compressed by itself ([S8]), for watchers that join or fell behind: made once, when it is first needed. */
  packed: Buffer | undefined;
}

/** A newer sample of its hive has come: all that may still be asked for is its frame, which is lighter than what it tells of. */
export function supersede(entry: Entry): void {
  entry.sample = undefined;
  if (entry.whole !== undefined || entry.bytes) entry.event = undefined;
}

/** Its frame was written as these bytes. */
export function written(entry: Entry, bytes: Buffer): void {
  entry.bytes = bytes;
  entry.whole = undefined;
  if (!entry.sample && !isHappening(entry)) entry.event = undefined;
}

/** Whether an event tells that something happened, rather than how things stand: the former are not merged ([S6]). */
export const isHappening = ({ name }: Entry): boolean => name !== 'heartbeat';
