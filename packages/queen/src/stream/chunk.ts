import { constants, deflateRawSync } from 'node:zlib';

/** Bytes for a watcher, plain and as one chunk of HTTP/1.1's chunked transfer coding (RFC 9112 section 7.1). */
export interface Chunk {
  readonly plain: Buffer;
  /** The same memory with the size before it and the line end after it. */
  readonly framed: Buffer;
}

const CRLF = '\r\n';

/** One chunk of several texts, and the offset at which each ends. The texts are written in place, to avoid a copy. */
export function textsChunk(texts: readonly string[]): { chunk: Chunk; ends: readonly number[] } {
  let bytes = 0;
  const ends = texts.map((text) => {
    bytes += Buffer.byteLength(text);
    return bytes;
  });
  const head = `${bytes.toString(16)}${CRLF}`;
  const framed = Buffer.allocUnsafe(head.length + bytes + CRLF.length);
  framed.write(head, 0, 'latin1');
  let at = head.length;
  for (const text of texts) at += framed.write(text, at);
  framed.write(CRLF, at, 'latin1');
  return { chunk: { framed, plain: framed.subarray(head.length, head.length + bytes) }, ends };
}

/** One chunk of several buffers. */
export function bytesChunk(parts: readonly Buffer[]): Chunk {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.from(`${bytes.toString(16)}${CRLF}`);
  const framed = Buffer.concat([head, ...parts, Buffer.from(CRLF)]);
  return { framed, plain: framed.subarray(head.length, head.length + bytes) };
}

/** Text as a chunk, compressed or plain. */
export const chunkOf = (text: string, gzip: boolean): Chunk =>
  gzip ? bytesChunk([pack(text)]) : textsChunk([text]).chunk;

/** The end of a chunked body. */
export const LAST_CHUNK = Buffer.from(`0${CRLF}${CRLF}`);

/** Header of a gzip stream: deflate, no name, no time, unknown system (RFC 1952). */
export const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

const FAST = { level: 1, finishFlush: constants.Z_FULL_FLUSH } as const;
const THOROUGH = { ...FAST, level: 6 } as const;

/** Flushes up to this size, bytes, are compressed thoroughly, because there are few of them. */
const LITTLE_BYTES = 8 * 1024;

/**
 * Compresses bytes into a piece of a deflate stream (RFC 1951). The piece refers to nothing before it and ends at a byte
 * boundary, so the same piece continues the stream of every watcher, whenever it joined ([S8]).
 */
export const pack = (bytes: Buffer | string): Buffer => deflateRawSync(bytes, FAST);

/** The same for a flush, which all watchers of a view share: compressed thoroughly if it is small. */
export const packFlush = (bytes: Buffer): Buffer =>
  deflateRawSync(bytes, bytes.length <= LITTLE_BYTES ? THOROUGH : FAST);
