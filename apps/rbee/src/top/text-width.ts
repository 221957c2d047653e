import { visibleText } from '@rbee/contract/plain';
import { eastAsianWidth } from 'get-east-asian-width';

/** Stands for what was cut off. */
const CUT = '~';
const PRINTABLE_ASCII = /^[ -~]*$/;
/** Marks that stand over another character, and the vowels and ends of Korean syllables written in parts. */
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\u1160-\u11ff]$/u;

/**
 * Columns that a text takes on a terminal, character by character as terminals and tmux count (wcwidth(3)): a Chinese one takes
 * two (UAX #11), a combining accent none.
 */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

const widthOf = (character: string): number =>
  ZERO_WIDTH.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);

/** A text of any origin as it may be written to a terminal: no escape sequence, line break or change of direction ([H9]). */
export const plain = (text: string): string => visibleText(text);

/** At most `width` columns of a text; what was cut off is marked. */
export function cut(text: string, width: number): string {
  const shown = plain(text);
  if (textWidth(shown) <= width) return shown;
  if (width <= 0) return '';
  let taken = '';
  let used = 0;
  for (const character of shown) {
    const columns = widthOf(character);
    if (used + columns > width - 1) break;
    taken += character;
    used += columns;
  }
  return taken + CUT;
}

/** A text in exactly `width` columns, filled with spaces on the other side than it is aligned to. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const fill = ' '.repeat(Math.max(0, width - textWidth(shown)));
  return align === 'left' ? shown + fill : fill + shown;
}

/** A text in lines of at most `width` columns, broken at spaces; words that are longer are cut. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > width) {
      lines.push(cut(line, width));
      line = word;
    } else line = longer;
  }
  return [...lines, cut(line, width)];
}
