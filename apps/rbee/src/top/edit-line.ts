import type { Key } from './keys.ts';

/** A text that is being edited; the cursor is before the character with that number. */
export interface EditedText {
  readonly text: string;
  readonly cursor: number;
}

/** The text after a key, in the ways of a shell. */
export function edited({ text, cursor }: EditedText, { name, ctrl, typed }: Key): EditedText {
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  const at = (kept: string, rest: string): EditedText => ({ text: kept + rest, cursor: kept.length });
  if (typed !== '') return at(before + typed, after);
  switch (ctrl ? `ctrl-${name}` : name) {
    case 'backspace':
    case 'ctrl-h':
      return at(before.slice(0, before.length - lengthOf(before, 'last')), after);
    case 'delete':
    case 'ctrl-d':
      return at(before, after.slice(lengthOf(after, 'first')));
    case 'left':
    case 'ctrl-b':
      return { text, cursor: cursor - lengthOf(before, 'last') };
    case 'right':
    case 'ctrl-f':
      return { text, cursor: cursor + lengthOf(after, 'first') };
    case 'home':
    case 'ctrl-a':
      return { text, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { text, cursor: text.length };
    case 'ctrl-u':
      return at('', after);
    case 'ctrl-k':
      return at(before, '');
    case 'ctrl-w':
      return at(withoutLastWord(before), after);
    default:
      return { text, cursor };
  }
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** UTF-16 units of the first or last character as a reader counts them; 0 if there is none. */
function lengthOf(text: string, which: 'first' | 'last'): number {
  const segments = [...graphemes.segment(text)];
  return segments.at(which === 'first' ? 0 : -1)?.segment.length ?? 0;
}

function withoutLastWord(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.slice(0, trimmed.lastIndexOf(' ') + 1);
}
