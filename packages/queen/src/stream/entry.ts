import type { SseEventName } from '@rbee/contract';
import { bytesOfText, SLOT } from '../sample/index.ts';
import type { EncodedSample } from './encoded-sample.ts';
import type { EventData } from './frame.ts';

/** One event of the stream, with its number. */
export interface Entry {
  /** 1 for the first event of this run of the queen. */
  readonly number: number;
  readonly name: SseEventName;
  /** The event, as long as more than its frame is needed. */
  event: EventData | undefined;
  /** The sample in the event, as long as it is a hive's latest. */
  sample: EncodedSample | undefined;
  /** Bytes that `event` holds and nothing else does: 0 while its sample is a hive's latest, and of a transition. */
  eventBytes: number;
  /** When it was published, monotonic milliseconds. */
  readonly at: number;
  /** Its frame in the default view; made when it is first needed, and dropped when `bytes` is set. */
  whole: string | undefined;
  /** The same frame as bytes, in memory that the garbage collector does not scan. */
  bytes: Buffer | undefined;
  /** That frame compressed by itself ([S8]), for watchers that join or fell behind; made when it is first needed. */
  packed: Buffer | undefined;
}

/** Drops the sample after a newer one arrived: only the frame, which is smaller, may still be needed. */
export function supersede(entry: Entry, by: Entry): void {
  const { sample } = entry;
  entry.sample = undefined;
  if (entry.whole !== undefined || entry.bytes) entry.event = undefined;
  else if (sample && by.sample) entry.eventBytes = sample.heldBeside(by.sample);
}

/** The entry itself, with its places in lists, bytes. */
export const ENTRY_BYTES = 160;

/** A buffer itself, bytes. */
const BUFFER_BYTES = 120;

const bytesOfBuffer = (buffer: Buffer | undefined): number => (buffer ? BUFFER_BYTES + buffer.length : 0);

/** What the ring holds because of an entry, bytes. */
export const bytesOfEntry = ({ event, eventBytes, whole, bytes, packed }: Entry): number =>
  ENTRY_BYTES +
  (event === undefined ? 0 : eventBytes) +
  (whole === undefined ? 0 : bytesOfText(whole)) +
  bytesOfBuffer(bytes) +
  bytesOfBuffer(packed);

/** An object or a list itself, bytes. */
const OBJECT_BYTES = 80;

/** What an event without a sample holds, bytes: its texts, and those of its lists. */
export function bytesOfEvent(event: EventData): number {
  if (typeof event === 'string') return bytesOfText(event);
  let bytes = OBJECT_BYTES;
  for (const value of Object.values(event)) {
    bytes += SLOT;
    if (typeof value === 'string') bytes += bytesOfText(value);
    else if (Array.isArray(value)) bytes += bytesOfEvent(value);
  }
  return bytes;
}

/**
 * Keeps the bytes of a written frame instead of its text. They are a part of the buffer of a whole flush; an event of a hive
 * or worker, which is kept far longer than the ring, must not keep that buffer.
 */
export function written(entry: Entry, bytes: Buffer): void {
  entry.whole = undefined;
  if (isTransition(entry)) return;
  entry.bytes = bytes;
  if (!entry.sample) entry.event = undefined;
}

/** Drops the frames of an event that left the ring: those of a sample that is still the latest can be made again. */
export function evicted(entry: Entry): void {
  entry.bytes = undefined;
  entry.packed = undefined;
  if (entry.sample) return;
  entry.whole = undefined;
  if (!isTransition(entry)) entry.event = undefined;
}

/** True for an event of a hive or worker, false for a sample or beat: only those are merged ([S6]). */
export const isTransition = ({ name }: Pick<Entry, 'name'>): boolean => name !== 'heartbeat';
