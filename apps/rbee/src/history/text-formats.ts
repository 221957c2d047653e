import type { Column, Row } from './rows.ts';

/** Turns rows into the bytes of a file, piece by piece. */
export interface RowEncoder {
  /** The bytes of some rows; may be empty if the rows are kept for later. */
  add(rows: readonly Row[]): string | Uint8Array;
  /** The bytes at the end. */
  end(): string | Uint8Array;
}

/** One JSON object in a line for each row; fields that do not apply are absent, a value that is not known is null. */
export const ndjson = (columns: readonly Column[]): RowEncoder => ({
  add: (rows) =>
    rows.map((row) => `${JSON.stringify(Object.fromEntries(fieldsOf(row, columns)))}\n`).join(''),
  end: () => '',
});

function* fieldsOf(row: Row, columns: readonly Column[]): Generator<[string, string | number | null]> {
  for (const { name, type } of columns) {
    const value = row[name] ?? null;
    if (value !== null || type === 'number') yield [name, type === 'time' ? timeOf(value) : value];
  }
}

/** A table as RFC 4180 has it, with a header. What does not apply or is not known is empty. */
export function csv(columns: readonly Column[]): RowEncoder {
  let header = lineOf(columns.map(({ name }) => name));
  const take = (): string => {
    const taken = header;
    header = '';
    return taken;
  };
  return {
    add: (rows) => take() + rows.map((row) => lineOf(columns.map((column) => textOf(row, column)))).join(''),
    end: take,
  };
}

const lineOf = (fields: readonly string[]): string => `${fields.map(quoted).join(',')}\r\n`;

const quoted = (field: string): string =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;

const textOf = (row: Row, { name, type }: Column): string => {
  const value = row[name] ?? null;
  if (value === null) return '';
  return type === 'time' ? timeOf(value) : String(value);
};

const timeOf = (value: string | number | null): string => new Date(Number(value)).toISOString();
