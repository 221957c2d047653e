import { createParser } from 'eventsource-parser';
import { createFrameGate } from './frame-gate.ts';
import { createLineEndings } from './line-endings.ts';

/** One Server-Sent Event as it came, before anyone looked at its data. */
export interface Frame {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: string;
}

/** What one piece of the stream completed. */
export interface FrameBatch {
  readonly frames: readonly Frame[];
  /** Frames that were longer than allowed, and dropped. */
  readonly oversized: number;
  /** The reconnection time that the piece asked for last (`retry:`), milliseconds; null when it did not. */
  readonly retryMs: number | null;
}

/**
 * Characters that one frame may have: four times a heartbeat of the largest size ([H1]), as JSON may
 * spell the same sample longer than it came.
 */
const MAX_FRAME_CHARS = 4 * 1024 * 1024;

/**
 * A reader of Server-Sent Events from bytes: any cut of the same bytes gives the same frames, inside a
 * UTF-8 sequence or a CRLF too, and a frame without end costs bounded memory.
 */
export function createFrameReader(maxFrameChars = MAX_FRAME_CHARS): (bytes: Uint8Array) => FrameBatch {
  let frames: Frame[] = [];
  let oversized = 0;
  let retryMs: number | null = null;
  const parser = createParser({
    onEvent: ({ event, id, data }) => frames.push({ event, id, data }),
    onRetry: (asked) => {
      retryMs = asked;
    },
  });
  const gate = createFrameGate(maxFrameChars, {
    pass: parser.feed,
    drop: () => {
      oversized += 1;
      parser.reset();
    },
  });
  const decoder = new TextDecoder();
  const endings = createLineEndings();
  return (bytes) => {
    frames = [];
    oversized = 0;
    retryMs = null;
    gate(endings(decoder.decode(bytes, { stream: true })));
    return { frames, oversized, retryMs };
  };
}
