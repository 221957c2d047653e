/** A text as it can stand in a cell of a table in Markdown. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');

/** A table in Markdown. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');

/** A description for a cell: only what it has in backticks is markup. */
export const plain = (text: string): string =>
  cell(text).replace(/`[^`]*`|[\\*_[\]<>]/g, (part) => (part.length > 1 ? part : `\\${part}`));
