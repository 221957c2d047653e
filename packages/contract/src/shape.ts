/** A value of JSON (RFC 8259). */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A value without parts: a scalar, or undefined for an empty list or object, which cannot change. */
export type Leaf = string | number | boolean | null | undefined;

/** A JSON value as a shape, which many values share, and its leaves in the order of the JSON text. */
export interface Flat {
  readonly shape: Shape;
  readonly leaves: readonly Leaf[];
}

type Kind = 'leaf' | 'empty list' | 'empty object' | 'list' | 'object';

type Fields = { readonly [key: string]: Json | undefined };

/**
 * The structure of a JSON value without its leaves. Equal structures are the same `Shape` object, at every depth. So ten
 * thousand hives whose workers have the same fields share one shape of a worker, and shapes are compared by identity.
 */
export class Shape {
  readonly kind: Kind;
  /** Names of an object's fields, in order. */
  readonly keys: readonly string[];
  readonly children: readonly Shape[];
  /** For each child: the number of leaves of this shape before it. */
  readonly offsets: readonly number[];
  /** Number of leaves. */
  readonly size: number;
  /** False if a field's name begins with a digit: JavaScript engines move fields with index-like names to the front. */
  readonly keepsOrder: boolean;
  #pieces: readonly string[] | undefined;

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

  /** Index of the first leaf of a field, and the field's shape; undefined if the object has no such field. */
  field(key: string): { readonly at: number; readonly shape: Shape } | undefined {
    const place = this.keys.indexOf(key);
    const shape = this.children[place];
    return shape && { at: this.offsets[place] as number, shape };
  }

  /** The JSON value with these leaves; `from` is the index of its first leaf. */
  value(leaves: readonly Leaf[], from = 0): Json {
    if (this.kind === 'leaf') return leaves[from] as Json;
    if (this.kind === 'list' || this.kind === 'empty list') {
      return this.children.map((child, index) => child.value(leaves, from + (this.offsets[index] as number)));
    }
    const object: Record<string, Json> = {};
    for (let index = 0; index < this.keys.length; index += 1) {
      const child = this.children[index] as Shape;
      put(object, this.keys[index] as string, child.value(leaves, from + (this.offsets[index] as number)));
    }
    return object;
  }

  /** The same value as JSON text. */
  text(leaves: readonly Leaf[], from = 0): string {
    if (this.size > MAX_PIECES) return this.#textOfChildren(leaves, from);
    this.#pieces ??= this.#makePieces();
    let text = '';
    for (let index = 0; index < this.size; index += 1) {
      text += (this.#pieces[index] as string) + leafText(leaves[from + index]);
    }
    return text + (this.#pieces[this.size] as string);
  }

  #textOfChildren(leaves: readonly Leaf[], from: number): string {
    let text = '';
    for (const [index, child] of this.children.entries()) {
      text += this.#opening(index) + child.text(leaves, from + (this.offsets[index] as number));
    }
    return text + this.#closing;
  }

  /** The JSON text before each leaf, and after the last one. */
  #makePieces(): string[] {
    if (this.children.length === 0) return [EMPTY_TEXTS[this.kind] ?? '', ''];
    let after = '';
    const pieces = this.children.flatMap((child, index) => {
      const [first = '', ...rest] = child.#makePieces();
      const last = rest.pop() ?? '';
      const before = after + this.#opening(index) + first;
      after = last;
      return [before, ...rest];
    });
    return [...pieces, after + this.#closing];
  }

  #opening(index: number): string {
    const first = this.kind === 'object' ? '{' : '[';
    const name = this.kind === 'object' ? `${JSON.stringify(this.keys[index])}:` : '';
    return `${index > 0 ? ',' : first}${name}`;
  }

  get #closing(): string {
    return this.kind === 'list' ? ']' : '}';
  }

  /** The value of `next`, in which every part whose leaves are those of `old` is the one in `before`. */
  updated(before: Json, old: readonly Leaf[], next: readonly Leaf[]): Json {
    const changed: number[] = [];
    for (let at = this.size - 1; at >= 0; at -= 1) if (old[at] !== next[at]) changed.push(at);
    return changed.length === 0 ? before : this.#replaced(before, next, changed, 0);
  }

  /** A copy with the next leaves; takes those of this part off the end of `changed`, which has the first one last. */
  #replaced(before: Json, next: readonly Leaf[], changed: number[], from: number): Json {
    if (this.kind === 'leaf') {
      changed.pop();
      return next[from] as Json;
    }
    // A copy that is assigned to is made faster than an object that is built field by field.
    const copy = (Array.isArray(before) ? before.slice() : { ...(before as Fields) }) as Record<string, Json>;
    let place = 0;
    for (let at = changed.at(-1); at !== undefined && at < from + this.size; at = changed.at(-1)) {
      while (from + (this.offsets[place + 1] as number) <= at) place += 1;
      const key = this.kind === 'list' ? String(place) : (this.keys[place] as string);
      const start = from + (this.offsets[place] as number);
      put(copy, key, (this.children[place] as Shape).#replaced(copy[key] as Json, next, changed, start));
    }
    return copy;
  }

  /** Appends the leaves of a value to `leaves`; false if the value has another shape, and `leaves` is then invalid. */
  read(value: unknown, leaves: Leaf[]): boolean {
    if (typeof value !== 'object' || value === null) {
      leaves.push(value as Leaf);
      return this.kind === 'leaf';
    }
    if (this.kind === 'leaf') return false;
    return Array.isArray(value) ? this.#readList(value, leaves) : this.#readObject(value as Fields, leaves);
  }

  #readList(list: readonly unknown[], leaves: Leaf[]): boolean {
    if (list.length === 0) leaves.push(undefined);
    if (this.kind !== (list.length === 0 ? 'empty list' : 'list')) return false;
    if (list.length !== this.children.length) return false;
    for (let index = 0; index < list.length; index += 1) {
      if (!(this.children[index] as Shape).read(list[index], leaves)) return false;
    }
    return true;
  }

  #readObject(object: Fields, leaves: Leaf[]): boolean {
    if (this.kind !== 'object' && this.kind !== 'empty object') return false;
    let place = 0;
    for (const key in object) {
      const value = object[key];
      if (value === undefined) continue;
      if (key !== this.keys[place] || !(this.children[place] as Shape).read(value, leaves)) return false;
      place += 1;
    }
    if (place === 0) leaves.push(undefined);
    return place === this.keys.length;
  }
}

/** Shapes with more leaves are written child by child: their text between leaves is long, and they are rarely shared. */
const MAX_PIECES = 128;

const EMPTY_TEXTS: Partial<Record<Kind, string>> = { 'empty list': '[]', 'empty object': '{}' };

const LEAF = new Shape('leaf');
const EMPTY_LIST = new Shape('empty list');
const EMPTY_OBJECT = new Shape('empty object');

/** Cache of shapes, by their keys and the numbers of their children; limited by the total number of children. */
const known = new Map<string, Shape>();
const numbers = new WeakMap<Shape, number>();
const MAX_KNOWN_CHILDREN = 200_000;
let knownChildren = 0;
let lastNumber = 0;

/**
 * Splits a JSON value into shape and leaves. Undefined fields are left out, as by `JSON.stringify`. `guess` is a shape that
 * the value probably has; if it has, no shape needs to be computed.
 */
export function flatten(value: unknown, guess?: Shape): Flat {
  const guessed: Leaf[] = [];
  if (guess?.read(value, guessed)) return { shape: guess, leaves: guessed };
  const shape = shapeOf(value);
  const leaves: Leaf[] = [];
  shape.read(value, leaves);
  return { shape, leaves };
}

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
        keys.map((_, index) => fields[index] ?? LEAF),
      );

/** The shared shape with this structure. */
function shared(kind: 'list' | 'object', keys: readonly string[], children: readonly Shape[]): Shape {
  const key = JSON.stringify([keys, children.map(numberOf)]);
  const same = known.get(key);
  if (same) return same;
  const shape = new Shape(kind, keys, children);
  knownChildren += children.length;
  if (knownChildren > MAX_KNOWN_CHILDREN) {
    known.clear();
    knownChildren = children.length;
  }
  known.set(key, shape);
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

/** Cache of the JSON text of short strings, because names repeat in every sample. */
const stringTexts = new Map<string, string>();
const MAX_STRING_TEXTS = 20_000;
const MAX_KEPT_CHARS = 64;

/** The JSON text of a leaf; empty for an empty list or object, whose text belongs to the shape. */
function leafText(leaf: Leaf): string {
  if (typeof leaf !== 'string') return leaf === undefined ? '' : String(leaf);
  const known = stringTexts.get(leaf);
  if (known !== undefined) return known;
  const text = JSON.stringify(leaf);
  if (leaf.length > MAX_KEPT_CHARS) return text;
  if (stringTexts.size >= MAX_STRING_TEXTS) stringTexts.clear();
  stringTexts.set(leaf, text);
  return text;
}
