/** A value of JSON (RFC 8259). */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A value without parts: a scalar, or undefined for an empty list or object, which cannot change. */
export type Leaf = string | number | boolean | null | undefined;

/**
 * A JSON value as its shape, which many values share, and its leaves in the order of the JSON text. `{"a":1,"b":[2]}` has the
 * shape `{a, b: [.]}`, where the leaves are left out, and the leaves `[1, 2]`.
 */
export interface Flat {
  readonly shape: Shape;
  readonly leaves: readonly Leaf[];
}

type Kind = 'leaf' | 'empty list' | 'empty object' | 'list' | 'object';

type Fields = { readonly [key: string]: Json | undefined };

/**
 * The structure of a JSON value without its leaves: `{a, b: [.]}` for `{"a":1,"b":[2]}`. Values with the same structure share
 * one `Shape` object, at every depth, while the cache below holds it. So ten thousand hives whose workers have the same
 * fields share one shape of a worker, and shapes are compared by identity. Two equal shapes that are different objects only
 * mean that a sample is sent whole instead of as changes.
 *
 * In this file an _index_ counts leaves from the first leaf of the whole value, an _offset_ counts them from the first leaf
 * of the parent, and a _position_ counts the children of a shape.
 */
export class Shape {
  readonly kind: Kind;
  /** Names of an object's fields, in order. */
  readonly keys: readonly string[];
  readonly children: readonly Shape[];
  /** The offset of each child: the number of leaves of this shape before it. */
  readonly offsets: readonly number[];
  /** Number of leaves. */
  readonly size: number;
  /** False if a field's name begins with a digit: JavaScript engines move fields with index-like names to the front. */
  readonly keepsOrder: boolean;

  constructor(kind: Kind, keys: readonly string[] = [], children: readonly Shape[] = []) {
    this.kind = kind;
    this.keys = keys;
    this.children = children;
    let size = 0;
    this.offsets = children.map((child) => {
      size += child.size;
      return size - child.size;
    });
    this.size = children.length === 0 ? 1 : size;
    this.keepsOrder = !keys.some((key) => /^\d/.test(key)) && children.every((child) => child.keepsOrder);
  }

  /** Offset and shape of a field; undefined if the object has no such field. */
  field(key: string): { readonly offset: number; readonly shape: Shape } | undefined {
    const position = this.keys.indexOf(key);
    const shape = this.children[position];
    return shape && { offset: this.offsets[position] as number, shape };
  }

  /** The JSON value with these leaves; `first` is the index of its first leaf. */
  value(leaves: readonly Leaf[], first = 0): Json {
    if (this.kind === 'leaf') return leaves[first] as Json;
    if (this.kind === 'list' || this.kind === 'empty list') {
      return this.children.map((child, position) =>
        child.value(leaves, first + (this.offsets[position] as number)),
      );
    }
    const object: Record<string, Json> = {};
    for (let position = 0; position < this.keys.length; position += 1) {
      const child = this.children[position] as Shape;
      const value = child.value(leaves, first + (this.offsets[position] as number));
      put(object, this.keys[position] as string, value);
    }
    return object;
  }

  /**
   * A copy of `before` with the leaves `next`. Unchanged parts are the same objects as in `before`.
   *
   * @param changed indexes of the leaves that differ, ascending
   */
  updated(before: Json, next: readonly Leaf[], changed: readonly number[]): Json {
    return changed.length === 0 ? before : this.#replaced(before, next, changed.toReversed(), 0);
  }

  /**
   * A copy of a part with the leaves `next`; `first` is the index of its first leaf. `changed` has the indexes of the changed
   * leaves in descending order; those of this part are removed from it.
   */
  #replaced(before: Json, next: readonly Leaf[], changed: number[], first: number): Json {
    if (this.kind === 'leaf') {
      changed.pop();
      return next[first] as Json;
    }
    // A copy that is assigned to is made faster than an object that is built field by field.
    const copy = (Array.isArray(before) ? before.slice() : { ...(before as Fields) }) as Record<string, Json>;
    let position = 0;
    for (
      let index = changed.at(-1);
      index !== undefined && index < first + this.size;
      index = changed.at(-1)
    ) {
      while (first + (this.offsets[position + 1] as number) <= index) position += 1;
      const key = this.kind === 'list' ? String(position) : (this.keys[position] as string);
      const child = this.children[position] as Shape;
      const firstOfChild = first + (this.offsets[position] as number);
      put(copy, key, child.#replaced(copy[key] as Json, next, changed, firstOfChild));
    }
    return copy;
  }

  /**
   * Appends the leaves of a value to `leaves`; false if the value has another shape, and `leaves` is then invalid. A leaf that
   * equals the one of `old` is taken from there: strings and numbers that stay the same are kept in memory once.
   */
  read(value: unknown, leaves: Leaf[], old: readonly Leaf[]): boolean {
    if (typeof value !== 'object' || value === null) {
      const before = old[leaves.length];
      leaves.push(value === before ? before : (value as Leaf));
      return this.kind === 'leaf';
    }
    if (this.kind === 'leaf') return false;
    return Array.isArray(value)
      ? this.#readList(value, leaves, old)
      : this.#readObject(value as Fields, leaves, old);
  }

  #readList(list: readonly unknown[], leaves: Leaf[], old: readonly Leaf[]): boolean {
    if (list.length === 0) leaves.push(undefined);
    if (this.kind !== (list.length === 0 ? 'empty list' : 'list')) return false;
    if (list.length !== this.children.length) return false;
    for (let position = 0; position < list.length; position += 1) {
      if (!(this.children[position] as Shape).read(list[position], leaves, old)) return false;
    }
    return true;
  }

  #readObject(object: Fields, leaves: Leaf[], old: readonly Leaf[]): boolean {
    if (this.kind !== 'object' && this.kind !== 'empty object') return false;
    let position = 0;
    for (const key in object) {
      const value = object[key];
      if (value === undefined) continue;
      if (key !== this.keys[position] || !(this.children[position] as Shape).read(value, leaves, old))
        return false;
      position += 1;
    }
    if (position === 0) leaves.push(undefined);
    return position === this.keys.length;
  }
}

const LEAF = new Shape('leaf');
const EMPTY_LIST = new Shape('empty list');
const EMPTY_OBJECT = new Shape('empty object');

/** Cache of shapes, by their keys and the numbers of their children; emptied when its shapes have too many children. */
const cachedShapes = new Map<string, Shape>();
const numbers = new WeakMap<Shape, number>();
const MAX_CACHED_CHILDREN = 200_000;
let cachedChildren = 0;
let lastNumber = 0;

/**
 * Splits a JSON value into shape and leaves. Undefined fields are left out, as by `JSON.stringify`. `guess` is a value that
 * probably has the same shape; if it has, no shape needs to be computed.
 */
export function flatten(value: unknown, guess?: Flat): Flat {
  const guessed = guess && flattenLike(value, guess);
  if (guessed) return guessed;
  const shape = shapeOf(value);
  const leaves: Leaf[] = [];
  shape.read(value, leaves, NONE);
  return { shape, leaves };
}

/** The same for a value that must have the shape of another; undefined if it has not. */
export function flattenLike(value: unknown, { shape, leaves: old }: Flat): Flat | undefined {
  const leaves: Leaf[] = [];
  // Copied, because an array that grew has room for more.
  return shape.read(value, leaves, old) ? { shape, leaves: leaves.slice() } : undefined;
}

const NONE: readonly Leaf[] = [];

function shapeOf(value: unknown): Shape {
  if (typeof value !== 'object' || value === null) return LEAF;
  if (Array.isArray(value)) return listOf(value.map(shapeOf));
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return objectOf(
    fields.map(([key]) => key),
    fields.map(([, field]) => shapeOf(field)),
  );
}

/** The shape of a list with items of these shapes. */
export const listOf = (items: readonly Shape[]): Shape =>
  items.length === 0 ? EMPTY_LIST : shared('list', [], items);

/** The shape of an object with these fields; a field without a shape is a leaf. */
export const objectOf = (keys: readonly string[], fields: readonly (Shape | undefined)[]): Shape =>
  keys.length === 0
    ? EMPTY_OBJECT
    : shared(
        'object',
        keys,
        keys.map((_, position) => fields[position] ?? LEAF),
      );

/** The cached shape with this structure. */
function shared(kind: 'list' | 'object', keys: readonly string[], children: readonly Shape[]): Shape {
  const key = JSON.stringify([keys, children.map(numberOf)]);
  const cached = cachedShapes.get(key);
  if (cached) return cached;
  const shape = new Shape(kind, keys, children);
  cachedChildren += children.length;
  if (cachedChildren > MAX_CACHED_CHILDREN) {
    cachedShapes.clear();
    cachedChildren = children.length;
  }
  cachedShapes.set(key, shape);
  return shape;
}

function numberOf(shape: Shape): number {
  const number = numbers.get(shape) ?? ++lastNumber;
  numbers.set(shape, number);
  return number;
}

/** Sets a field as `JSON.parse` does: a plain assignment to `__proto__` would set the prototype instead. */
function put(object: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
