import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, Row } from './rows.ts';
import type { RowEncoder } from './text-formats.ts';

/** Rows of a row group: readers skip what they do not need group by group. */
const GROUP = 50_000;

/** How a column is stored (Apache Parquet, `SchemaElement`). */
const TYPES = {
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  number: { type: 'DOUBLE' },
  integer: { type: 'INT64' },
} as const;

/** A file of Apache Parquet. Only one row group is in memory at a time. */
export function parquet(columns: readonly Column[]): RowEncoder {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    createdBy: 'rbee',
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, ...TYPES[type], repetition_type: 'OPTIONAL' as const })),
    ],
  });
  let waiting: Row[] = [];
  const write = (): void => {
    const columnData = columns.map((column) => ({
      name: column.name,
      data: waiting.map((row) => storedAs(row, column)),
    }));
    // The writer is a buffer that never waits, so nothing is awaited.
    void writer.write({ columnData, rowGroupSize: GROUP });
    waiting = [];
  };
  const take = (): Uint8Array => {
    const taken = bytes.getBytes().slice();
    // `offset` goes on: the end of the file names the places of all groups.
    bytes.index = 0;
    return taken;
  };
  return {
    add: (rows) => {
      for (const row of rows) waiting.push(row);
      if (waiting.length >= GROUP) write();
      return take();
    },
    end: () => {
      if (waiting.length > 0) write();
      void writer.finish();
      return take();
    },
  };
}

function storedAs(row: Row, { name, type }: Column): string | number | bigint | Date | null {
  const value = row[name] ?? null;
  if (value === null || type === 'text' || type === 'number') return value;
  return type === 'time' ? new Date(Number(value)) : BigInt(value);
}
