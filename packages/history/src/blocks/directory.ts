import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { createCheck } from '@rbee/contract';
import Type from 'typebox';
import type { EntityKind } from '../fields.ts';
import type { Column, Entity } from '../second.ts';
import { DamagedBlock } from './damaged-block.ts';
import { fieldOf, fieldOfNumber, kindOf } from './field-table.ts';

/** What the columns of a block are about. */
export interface Directory {
  readonly hive_id: string;
  readonly entities: readonly Entity[];
  readonly columns: readonly Column[];
}

/** Entities and columns that a block can have: about those of four of the largest heartbeats ([H1]). */
export const MAX_ENTITIES = 131_072;
export const MAX_COLUMNS = 262_144;

/** Bytes of the JSON of a directory: four of the largest heartbeats have 4 MiB of names, and columns take up to 12 bytes each. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

const text = Type.String();
const position = Type.Integer({ minimum: 0 });
const EntitySchema = Type.Union([
  Type.Object({ kind: Type.Literal('node') }),
  Type.Object({ kind: Type.Literal('gpu'), uuid: text, index: position, name: text }),
  Type.Object({
    kind: Type.Literal('worker'),
    group: text,
    instance: text,
    pid: position,
    started_at: Type.Optional(text),
    model: Type.Union([text, Type.Null()]),
    engine: Type.Optional(text),
  }),
  Type.Object({ kind: Type.Literal('use'), worker: position, uuid: text }),
]);

/** A directory as JSON. */
export const PlainDirectorySchema = Type.Object({
  hive_id: text,
  entities: Type.Array(EntitySchema, { maxItems: MAX_ENTITIES }),
  /** Of each column the position of its entity and the number of its field. */
  columns: Type.Array(position, { maxItems: 2 * MAX_COLUMNS }),
});
type PlainDirectory = Type.Static<typeof PlainDirectorySchema>;

const check = createCheck(PlainDirectorySchema);

/** A directory in the form that is written as JSON. Throws a `RangeError` if it has more than a block can have. */
export function plainDirectory({ hive_id, entities, columns }: Directory): PlainDirectory {
  if (entities.length > MAX_ENTITIES || columns.length > MAX_COLUMNS) {
    throw new RangeError(`A block has at most ${MAX_ENTITIES} entities and ${MAX_COLUMNS} columns.`);
  }
  const numbers = columns.flatMap((column) => [
    column.entity,
    fieldOf(kindOf(entities, column), column.field).number,
  ]);
  return { hive_id, entities: [...entities], columns: numbers };
}

/** The directory of that form. Throws a `DamagedBlock` if its parts do not fit together. */
export function directoryOfPlain({ hive_id, entities, columns: numbers }: PlainDirectory): Directory {
  const columns: Column[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    columns.push(columnOf(entities, numbers[i] as number, numbers[i + 1] as number));
  }
  for (const entity of entities) {
    if (entity.kind === 'use' && kindAt(entities, entity.worker) !== 'worker') {
      throw new DamagedBlock('The directory of the block has a use of a worker that it does not have.');
    }
  }
  return { hive_id, entities, columns };
}

const encoded = new WeakMap<readonly Column[], { readonly of: Directory; readonly bytes: Uint8Array }>();

/** A directory as bytes. All blocks with the same `entities` and `columns` get the same bytes, which are made once. */
export function encodeDirectory(directory: Directory): Uint8Array {
  const { hive_id, entities, columns } = directory;
  const known = encoded.get(columns);
  if (known?.of.hive_id === hive_id && known.of.entities === entities) return known.bytes;
  // A copy: the result is a part of 64 KiB, which it would keep for each hive.
  const bytes = Uint8Array.from(zstdCompressSync(JSON.stringify(plainDirectory(directory))));
  encoded.set(columns, { of: { hive_id, entities, columns }, bytes });
  return bytes;
}

/** The directory of such bytes. Throws a `DamagedBlock` for others. */
export function decodeDirectory(bytes: Uint8Array): Directory {
  const value = jsonOf(bytes);
  if (!check.is(value)) throw new DamagedBlock('The directory of the block is damaged.');
  return directoryOfPlain(value);
}

const kindAt = (entities: readonly Entity[], at: number): EntityKind | undefined => entities[at]?.kind;

function columnOf(entities: readonly Entity[], entity: number, number: number): Column {
  const kind = kindAt(entities, entity);
  const field = kind && fieldOfNumber(kind, number);
  if (!field) throw new DamagedBlock('The directory of the block has a column of an unknown field.');
  return { entity, field };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(zstdDecompressSync(bytes, { maxOutputLength: MAX_JSON_BYTES }).toString());
  } catch {
    throw new DamagedBlock('The directory of the block is damaged.');
  }
}
