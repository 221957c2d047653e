/** Where the gate sends what it lets through, and that it dropped a frame. */
export interface GateExits {
  readonly pass: (text: string) => void;
  readonly drop: () => void;
}

/**
 * Lets frames through that are at most so many characters long, their closing blank line included, and
 * drops longer ones whole, however the text is cut. The start of a frame that turns out too long has been
 * passed by then: `drop` must forget it. The text has LF line endings.
 */
export function createFrameGate(maxFrameChars: number, { pass, drop }: GateExits): (text: string) => void {
  let frameChars = 0;
  let atLineStart = true;
  const feed = (piece: string, endsFrame: boolean): void => {
    const before = frameChars;
    frameChars += piece.length;
    if (frameChars <= maxFrameChars) pass(piece);
    else if (before <= maxFrameChars) drop();
    if (endsFrame) frameChars = 0;
  };
  return (text) => {
    let start = 0;
    while (start < text.length) {
      const end = frameEnd(text, start, atLineStart);
      const piece = text.slice(start, end ?? text.length);
      feed(piece, end !== null);
      atLineStart = piece.endsWith('\n');
      start += piece.length;
    }
  };
}

/** Index just after the blank line that ends the frame, or null while the text has none. */
function frameEnd(text: string, start: number, atLineStart: boolean): number | null {
  if (atLineStart && text.startsWith('\n', start)) return start + 1;
  const blank = text.indexOf('\n\n', start);
  return blank === -1 ? null : blank + 2;
}
