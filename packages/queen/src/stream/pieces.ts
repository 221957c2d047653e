import { bytesChunk, type Chunk, pack } from './chunk.ts';
import { wholeBytes } from './encoder.ts';
import { eventId } from './frame.ts';
import type { Piece } from './watcher.ts';

/** Approximate size of one write to a watcher that is behind, characters. */
const PART_CHARS = 64 * 1024;

/** Takes the pieces for one write; `done` is true if they were the last. */
export function nextPieces(from: Iterator<Piece, undefined>): { pieces: Piece[]; done: boolean } {
  const pieces: Piece[] = [];
  let chars = 0;
  while (chars < PART_CHARS) {
    const { done, value } = from.next();
    if (done) return { pieces, done };
    pieces.push(value);
    chars += typeof value === 'string' ? value.length : (value.bytes?.length ?? PART_CHARS / 16);
  }
  return { pieces, done: false };
}

/** Pieces as bytes. Each event is compressed by itself, once for all watchers that join or fell behind ([S8]). */
export function chunkOfPieces(pieces: readonly Piece[], gzip: boolean, boot: string): Chunk {
  const bytesOf = (piece: Piece): Buffer =>
    typeof piece === 'string' ? Buffer.from(piece) : wholeBytes(piece, eventId(boot, piece.number));
  if (!gzip) return bytesChunk(pieces.map(bytesOf));
  return bytesChunk(
    pieces.map((piece) => {
      if (typeof piece === 'string') return pack(piece);
      // Copied, as zlib gives a part of a buffer of 16 KiB.
      piece.packed ??= Buffer.from(pack(bytesOf(piece)));
      return piece.packed;
    }),
  );
}
