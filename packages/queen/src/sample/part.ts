import type { Shape } from '@rbee/contract';

/** A part of a sample: its shape, and the index of its first leaf. */
export interface Part {
  readonly first: number;
  readonly shape: Shape;
}

/** A field of an object; undefined if it has no such field. */
export function fieldPart({ first, shape }: Part, name: string): Part | undefined {
  const field = shape.field(name);
  return field && { first: first + field.offset, shape: field.shape };
}

/** The items of a list. */
export const itemParts = ({ first, shape }: Part): Part[] =>
  shape.children.map((child, position) => ({
    first: first + (shape.offsets[position] as number),
    shape: child,
  }));

/** The offset of each field of an object. */
export const fieldOffsets = ({ keys, offsets }: Shape): ReadonlyMap<string, number> =>
  new Map(keys.map((key, position) => [key, offsets[position] as number]));
