import type Type from 'typebox';

type Fits = (value: unknown) => boolean;
type Node = Readonly<Record<string, unknown>>;

/**
 * Returns a function that is false for a value in which a list or an object has more elements than the schema allows. It looks
 * at no element of a list that is too long. Values of another type than the schema's are left to the check of the schema.
 */
export const sizesFit = (schema: Type.TSchema): Fits => sizesBelow(schema as Node) ?? (() => true);

/** Null if nothing in the schema limits a size. */
function sizesBelow(node: Node): Fits | null {
  if (node['properties']) return sizesOfFields(node['properties'] as Record<string, Node>);
  if (node['patternProperties']) return sizeOfObject(node['maxProperties'] as number | undefined);
  if (node['items']) return sizeOfList(node['items'] as Node, node['maxItems'] as number | undefined);
  return null;
}

function sizesOfFields(properties: Readonly<Record<string, Node>>): Fits | null {
  const limited = Object.entries(properties).flatMap(([key, field]) => {
    const fits = sizesBelow(field);
    return fits ? [{ key, fits }] : [];
  });
  if (limited.length === 0) return null;
  return (value) => {
    if (typeof value !== 'object' || value === null) return true;
    for (const { key, fits } of limited) {
      const field = (value as Node)[key];
      if (field !== undefined && !fits(field)) return false;
    }
    return true;
  };
}

function sizeOfList(items: Node, most = Number.POSITIVE_INFINITY): Fits | null {
  const fits = sizesBelow(items);
  if (!fits && most === Number.POSITIVE_INFINITY) return null;
  return (value) =>
    !Array.isArray(value) || (value.length <= most && (fits === null || value.every((item) => fits(item))));
}

function sizeOfObject(most: number | undefined): Fits | null {
  if (most === undefined) return null;
  return (value) => {
    if (typeof value !== 'object') return true;
    let size = 0;
    for (const _ in value) {
      size += 1;
      if (size > most) return false;
    }
    return true;
  };
}
