/** Length of a piece to which nothing more is added: a large hive takes longer than a time slice. */
const PIECE_LENGTH = 8 * 1024;

/** What a text counts beside its length: many empty texts take their time, too. */
const EACH = 64;

/** Joins texts to pieces of bounded size; a single text is not divided. */
export function* inPieces(texts: Iterable<string>): Generator<string, undefined> {
  let piece = '';
  let size = 0;
  for (const text of texts) {
    piece += text;
    size += EACH + text.length;
    if (size < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
    size = 0;
  }
  if (piece !== '') yield piece;
}
