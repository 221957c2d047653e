import { type EntityKind, FIELDS, type FieldName } from '../fields.ts';
import type { Column, Entity } from '../second.ts';

interface Field {
  readonly name: FieldName;
  /** Its number in files: the position in `FIELDS`. */
  readonly number: number;
  /** Its values are kept as whole multiples of 1/scale. */
  readonly scale: number;
}

const fieldsOf = (fields: Readonly<Record<string, number>>): readonly Field[] =>
  Object.entries(fields).map(([name, decimals], number) => ({
    name: name as FieldName,
    number,
    scale: 10 ** decimals,
  }));

const TABLE: Readonly<Record<EntityKind, readonly Field[]>> = {
  node: fieldsOf(FIELDS.node),
  gpu: fieldsOf(FIELDS.gpu),
  worker: fieldsOf(FIELDS.worker),
  use: fieldsOf(FIELDS.use),
};

/** The field of that number; undefined if this version has none. */
export const fieldOfNumber = (kind: EntityKind, number: number): FieldName | undefined =>
  TABLE[kind][number]?.name;

/** Number of a field in files, and the scale of its values. Throws a `RangeError` for a field of another kind of entity. */
export function fieldOf(kind: EntityKind, name: FieldName): Field {
  const field = TABLE[kind].find((it) => it.name === name);
  if (!field) throw new RangeError(`A ${kind} has no field ${name}.`);
  return field;
}

const scales = new WeakMap<readonly Column[], Float64Array>();
/** Columns of different hives that have the same scales share one list, which then stays in the caches of the processor. */
const recent: Float64Array[] = [];
const MAX_RECENT = 64;

/** The scale of each column. */
export function scalesOf(entities: readonly Entity[], columns: readonly Column[]): Float64Array {
  const known = scales.get(columns);
  if (known) return known;
  const all = shared(
    Float64Array.from(columns, (column) => fieldOf(kindOf(entities, column), column.field).scale),
  );
  scales.set(columns, all);
  return all;
}

function shared(list: Float64Array): Float64Array {
  const same = recent.find((it) => it.length === list.length && it.every((scale, i) => scale === list[i]));
  if (same) return same;
  recent.unshift(list);
  recent.length = Math.min(recent.length, MAX_RECENT);
  return list;
}

/** The kind of entity that a column is of. */
export function kindOf(entities: readonly Entity[], column: Column): EntityKind {
  const entity = entities[column.entity];
  if (!entity) throw new RangeError(`There is no entity ${column.entity}.`);
  return entity.kind;
}
