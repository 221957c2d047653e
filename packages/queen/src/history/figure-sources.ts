import type { Shape } from '@rbee/contract';
import { type EntityKind, FIELDS, type FieldName } from '@rbee/history';

/** The fields of each kind of entity; the position of a field is its number. */
export const FIELD_NAMES: Readonly<Record<EntityKind, readonly FieldName[]>> = {
  node: namesOf('node'),
  gpu: namesOf('gpu'),
  worker: namesOf('worker'),
  use: namesOf('use'),
};

function namesOf(kind: EntityKind): readonly FieldName[] {
  return Object.keys(FIELDS[kind]) as FieldName[];
}

/**
 * Where the cell of a figure comes from: a number of two parts, so that a list of them is a typed array. The lower two bits say
 * what it is, the rest is the index of a leaf, counted from the first one of its part.
 */
export type Source = number;

/** The leaf is the value. */
export const VALUE = 0;
/** The leaf is the reason why the value is unknown ([W2]). */
export const REASON = 1;
/** What the worker does ([R2]). */
export const BUSY = 2;
/** The sample has no such figure. */
export const NONE = 3;

/** What a source is: one of the four above. */
export const kindOf = (source: Source): number => source & 3;

/** The index of its leaf. */
export const indexOf = (source: Source): number => source >> 2;

/** Makes a source. */
export const sourceOf = (kind: number, index = 0): Source => (index << 2) | kind;

/**
 * The source of every field of an entity with that shape, by the number of the field; indexes count from the first leaf of its
 * part. `unknown` decides: an optional field that could not be read is only named there ([N1]).
 */
export function figureSources(kind: EntityKind, shape: Shape): Int32Array {
  const places = placesOf(kind, shape);
  return Int32Array.from(FIELD_NAMES[kind], (field) => {
    if (field === 'busy') return sourceOf(BUSY);
    for (const place of places) {
      const name = field.startsWith(place.prefix) ? field.slice(place.prefix.length) : undefined;
      const source = name === undefined ? NONE : sourceIn(place, name);
      if (source !== NONE) return source;
    }
    return NONE;
  });
}

/** An object whose fields are figures of an entity, with what its fields are called there before their own name. */
interface Place {
  readonly prefix: string;
  readonly first: number;
  readonly shape: Shape;
}

function placesOf(kind: EntityKind, shape: Shape): readonly Place[] {
  const own: Place = { prefix: '', first: 0, shape };
  const inner = (name: string, prefix: string): readonly Place[] => {
    const field = shape.field(name);
    return field?.shape.kind === 'object' ? [{ prefix, first: field.offset, shape: field.shape }] : [];
  };
  if (kind === 'worker') return [own, ...inner('engine', '')];
  return kind === 'node' ? [own, ...inner('agent', 'agent_')] : [own];
}

function sourceIn({ first, shape }: Place, name: string): Source {
  const unknown = shape.field('unknown');
  const reason = unknown?.shape.field(name);
  if (unknown && reason) return sourceOf(REASON, first + unknown.offset + reason.offset);
  const field = shape.field(name);
  return field?.shape.kind === 'leaf' ? sourceOf(VALUE, first + field.offset) : NONE;
}
