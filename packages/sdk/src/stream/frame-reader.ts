import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** The frames that one piece of the stream completed. */
export interface FrameBatch {
  frames: EventSourceMessage[];
  /** Number of frames that were dropped because they were too long. */
  oversized: number;
  /** The last reconnection time in the piece (`retry:`), milliseconds; null without one. */
  retryMs: number | null;
}

/**
 * Most characters of one frame: four times the largest heartbeat ([H1]), because JSON can spell the same
 * sample longer than the hive sent it.
 */
const MAX_FRAME_CHARS = 4 * 1024 * 1024;

/**
 * Reads Server-Sent Events from bytes. The bytes may be cut anywhere, inside a UTF-8 sequence or a CRLF too.
 *
 * `eventsource-parser` parses the fields. Two things that it lacks are done here:
 * - It holds a CR at the end of a piece back until the next piece comes, because an LF may follow. A frame
 *   that ends with CR would be seen late.
 * - Its `maxBufferSize` does not count every field, does not bound a frame that comes in one piece, and after
 *   an error it reads the rest of the long frame as a frame of its own.
 */
export class FrameReader {
  readonly #maxFrameChars: number;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: (frame) => this.#batch.frames.push(frame),
    onRetry: (ms) => {
      this.#batch.retryMs = ms;
    },
  });
  #batch: FrameBatch = { frames: [], oversized: 0, retryMs: null };
  #endsWithCr = false;
  /** Characters of the open frame so far, dropped ones included. */
  #frameChars = 0;
  #atLineStart = true;

  constructor(maxFrameChars = MAX_FRAME_CHARS) {
    this.#maxFrameChars = maxFrameChars;
  }

  /** Reads the next piece of the stream. */
  read(bytes: Uint8Array): FrameBatch {
    this.#batch = { frames: [], oversized: 0, retryMs: null };
    const text = this.#withLf(this.#decoder.decode(bytes, { stream: true }));
    for (let start = 0; start < text.length; ) {
      const end = frameEnd(text, start, this.#atLineStart);
      const piece = text.slice(start, end ?? text.length);
      this.#feed(piece);
      if (end !== null) this.#frameChars = 0;
      this.#atLineStart = piece.endsWith('\n');
      start += piece.length;
    }
    return this.#batch;
  }

  /**
   * Turns CRLF and CR into LF (WHATWG HTML section 9.2.5 allows all three). A CR at the end of a piece ends
   * its line at once; an LF at the start of the next piece then belongs to it.
   */
  #withLf(text: string): string {
    if (text === '') return '';
    const rest = this.#endsWithCr && text.startsWith('\n') ? text.slice(1) : text;
    this.#endsWithCr = text.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }

  /** Gives the parser a part of one frame. Beyond the limit the parser forgets the frame and gets no more of it. */
  #feed(piece: string): void {
    const before = this.#frameChars;
    this.#frameChars += piece.length;
    if (this.#frameChars <= this.#maxFrameChars) {
      this.#parser.feed(piece);
    } else if (before <= this.#maxFrameChars) {
      this.#batch.oversized += 1;
      this.#parser.reset();
    }
  }
}

/** Index after the blank line that ends the frame; null where the text has none. */
function frameEnd(text: string, start: number, atLineStart: boolean): number | null {
  if (atLineStart && text.startsWith('\n', start)) return start + 1;
  const blank = text.indexOf('\n\n', start);
  return blank === -1 ? null : blank + 2;
}
