/** A line of a terminal: its text, with colours, and how many columns it takes. */
export interface Line {
  readonly text: string;
  readonly width: number;
}

/** What a terminal shows. */
export interface Frame {
  readonly columns: number;
  /** At most as many as the terminal has rows. */
  readonly lines: readonly Line[];
  /** Where the cursor is seen, counted from 0; absent if it is hidden. */
  readonly cursor?: { readonly row: number; readonly column: number } | undefined;
}

const CSI = '\x1b[';
/** What is written between the two appears at once on terminals that know it (DEC private mode 2026). */
const BEGIN = `${CSI}?2026h`;
const END = `${CSI}?2026l`;
const HIDE_CURSOR = `${CSI}?25l`;
const SHOW_CURSOR = `${CSI}?25h`;
const ERASE_SCREEN = `${CSI}2J`;
const ERASE_LINE_END = `${CSI}K`;

/** Uses the other screen of a terminal, on which nothing scrolls, with lines that do not wrap. */
export const ENTER = `${CSI}?1049h${CSI}?7l${HIDE_CURSOR}`;
/** Gives the terminal back as it was. */
export const LEAVE = `${CSI}?7h${SHOW_CURSOR}${CSI}0m${CSI}?1049l`;

/**
 * What to write to a terminal that shows `before`, so that it shows `after`: only the lines that differ. Without `before`, or if
 * the terminal has another width, everything. Empty if nothing changed.
 */
export function frameChanges(before: Frame | undefined, after: Frame): string {
  const isNew = before === undefined || before.columns !== after.columns;
  const known = isNew ? [] : before.lines;
  const parts: string[] = isNew ? [ERASE_SCREEN] : [];
  const rows = Math.max(known.length, after.lines.length);
  for (let row = 0; row < rows; row += 1) {
    const { text, width } = after.lines[row] ?? NO_LINE;
    if (row < known.length && text === known[row]?.text) continue;
    if (row >= known.length && text === '') continue;
    // Erasing after a character in the last column would erase that character: the cursor has not moved on yet.
    parts.push(`${CSI}${row + 1};1H${text}${width < after.columns ? ERASE_LINE_END : ''}`);
  }
  const isSameCursor = !isNew && cursorCode(before) === cursorCode(after);
  if (parts.length === 0 && isSameCursor) return '';
  return [BEGIN, ...parts, cursorCode(after), END].join('');
}

const NO_LINE: Line = { text: '', width: 0 };

const cursorCode = ({ cursor }: Frame): string =>
  cursor ? `${CSI}${cursor.row + 1};${cursor.column + 1}H${SHOW_CURSOR}` : HIDE_CURSOR;
