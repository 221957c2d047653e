import type Type from 'typebox';
import { compile } from './closures.ts';
import { expectedAt } from './in-words.ts';

/** The first error of a value. */
export interface Mismatch {
  /** JSON pointer to the field (RFC 6901); empty for the value itself. */
  readonly pointer: string;
  /** What the field accepts; follows "must be" in a sentence. */
  readonly expected: string;
}

type Node = Readonly<Record<string, unknown>>;

/** Where a value does not fit, and what to say if its schema has no words of its own. */
interface Fault {
  readonly pointer: string;
  readonly otherwise: string;
}

const HERE: Fault = { pointer: '', otherwise: 'valid for the schema' };

/**
 * The first error of a value that does not fit a schema, described by the schema of its field. The search looks at the size of
 * a list or object before it looks at its elements, and ends at the first error: a body of half a million wrong elements costs
 * no more than one.
 */
export function firstMismatch(schema: Type.TSchema, value: unknown): Mismatch {
  const { pointer, otherwise } = faultOf(schema as Node, value) ?? HERE;
  return { pointer, expected: expectedAt(schema as Node, pointer) ?? otherwise };
}

function faultOf(node: Node, value: unknown): Fault | null {
  const { anyOf, allOf, type } = node;
  if (Array.isArray(anyOf)) return faultInUnion(anyOf, value);
  if (Array.isArray(allOf)) return firstFault(allOf, (part: Node) => faultOf(part, value));
  if (type === 'object') return faultInObject(node, value);
  if (type === 'array') return faultInList(node, value);
  return compile(node)(value) ? null : HERE;
}

/** The first fault that `find` returns for one of the items. */
function firstFault<T>(items: Iterable<T>, find: (item: T) => Fault | null): Fault | null {
  for (const item of items) {
    const fault = find(item);
    if (fault) return fault;
  }
  return null;
}

function faultInList({ items, minItems, maxItems }: Node, value: unknown): Fault | null {
  if (!Array.isArray(value) || isOutside(value.length, minItems, maxItems)) return HERE;
  if (!items) return null;
  return firstFault(value.keys(), (index) => below(index, faultOf(items as Node, value[index])));
}

function faultInObject(node: Node, value: unknown): Fault | null {
  if (!isObject(value)) return HERE;
  const { properties = {}, required = [], patternProperties } = node;
  if (patternProperties) return faultInRecord(node, value);
  const missing = (required as string[]).find((key) => value[key] === undefined);
  if (missing !== undefined) return { pointer: `/${missing}`, otherwise: 'present' };
  return firstFault(Object.entries(properties as Record<string, Node>), ([key, field]) =>
    value[key] === undefined ? null : below(key, faultOf(field, value[key])),
  );
}

function faultInRecord({ maxProperties, patternProperties }: Node, value: Fields): Fault | null {
  const [[pattern, field] = ['', {}]] = Object.entries(patternProperties as Record<string, Node>);
  const name = new RegExp(pattern);
  const keys = Object.keys(value);
  // A name that does not fit is not repeated in the answer: it can be as long as the body.
  if (isOutside(keys.length, 0, maxProperties) || !keys.every((key) => name.test(key))) return HERE;
  return firstFault(keys, (key) => below(key, faultOf(field, value[key])));
}

/**
 * In a union each branch has errors of its own. The branch that the value is meant for is the one whose type and constants
 * match: a hive with status "degraded" is meant for the branch that requires a reason.
 */
function faultInUnion(branches: readonly Node[], value: unknown): Fault | null {
  if (branches.some((branch) => !faultOf(branch, value))) return null;
  const typed = branches.filter((branch) => hasTypeOf(branch, value));
  const meant = typed.find((branch) => hasConstantsOf(branch, value)) ?? typed[0];
  return meant ? faultOf(meant, value) : HERE;
}

function hasTypeOf({ type }: Node, value: unknown): boolean {
  if (type === 'object') return isObject(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return typeof value === 'number';
  return type === (value === null ? 'null' : typeof value);
}

/** True if no field of the value differs from the constant that the branch wants there. */
function hasConstantsOf({ properties = {} }: Node, value: unknown): boolean {
  return Object.entries(properties as Record<string, Node>).every(([key, field]) => {
    const given = isObject(value) ? value[key] : undefined;
    if (given === undefined || (field['const'] === undefined && !field['enum'])) return true;
    return compile(field)(given);
  });
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOutside = (size: number, least: unknown = 0, most: unknown = Number.POSITIVE_INFINITY): boolean =>
  size < (least as number) || size > (most as number);

const below = (key: string | number, fault: Fault | null): Fault | null =>
  fault && { ...fault, pointer: `/${escaped(String(key))}${fault.pointer}` };

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
