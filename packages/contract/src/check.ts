import type Type from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import { Errors } from 'typebox/value';
import { compile } from '#compile';

/** The first error of a value. */
export interface Mismatch {
  /** JSON pointer to the field (RFC 6901); empty for the value itself. */
  readonly pointer: string;
  /** What the field accepts; follows "must be" in a sentence. */
  readonly expected: string;
}

/** The check of a schema: `is` is a type guard, `mismatch` returns the first error or null. */
export interface Check<T> {
  readonly is: (value: unknown) => value is T;
  readonly mismatch: (value: unknown) => Mismatch | null;
}

/**
 * Returns the check of a schema. It is compiled on first use. In a browser it is interpreted instead (see `imports`
 * in the `package.json` of this package), because compiling needs `eval`, which the queen's content security policy
 * forbids.
 */
export function createCheck<T extends Type.TSchema>(schema: T): Check<Type.Static<T>> {
  let compiled: ((value: unknown) => boolean) | undefined;
  const is = (value: unknown): value is Type.Static<T> => {
    compiled ??= compile(schema);
    return compiled(value);
  };
  return { is, mismatch: (value) => (is(value) ? null : firstMismatch(schema, value)) };
}

/** Describes the first error by the schema of its field, which says more than the keyword that failed. */
function firstMismatch(schema: Type.TSchema, value: unknown): Mismatch {
  const error = firstError(Errors(schema, value));
  if (!error) return { pointer: '', expected: 'valid for the schema' };
  let pointer = error.instancePath;
  let otherwise = error.message.replace(/^must (be |have )?/, '');
  if (error.keyword === 'required') {
    pointer += `/${error.params.requiredProperties[0]}`;
    otherwise = 'present';
  }
  return { pointer, expected: expectedAt(schema, pointer) ?? otherwise };
}

/**
 * The error to report. In a union each branch reports its own errors. The branch that the value is meant for is the
 * one whose type and constants match: a hive with status "degraded" is meant for the branch that requires a reason.
 */
function firstError(errors: readonly TLocalizedValidationError[]): TLocalizedValidationError | undefined {
  const union = errors[0] && /^(.*?)\/anyOf\/\d/.exec(errors[0].schemaPath)?.[1];
  if (union === undefined) return errors[0];
  const withinUnion = ({ schemaPath }: TLocalizedValidationError) =>
    schemaPath.slice(union.length).split('/');
  const branchOf = (error: TLocalizedValidationError) => withinUnion(error)[2];
  // The error of the union itself follows those of its branches; later errors are of other values.
  const end = errors.findIndex(({ schemaPath }) => !schemaPath.startsWith(`${union}/anyOf/`));
  const inBranches = end === -1 ? errors : errors.slice(0, end);
  const notMeant = new Set(
    inBranches.filter((error) => tellsApart(error.keyword, withinUnion(error).slice(3))).map(branchOf),
  );
  return inBranches.find((error) => !notMeant.has(branchOf(error))) ?? errors[0];
}

/** True if an error shows that another branch was meant: the branch's type or one of its own constants differs. */
function tellsApart(keyword: string, pathInBranch: readonly string[]): boolean {
  if (keyword === 'type') return pathInBranch.length === 0;
  return (keyword === 'const' || keyword === 'enum') && pathInBranch.length === 2;
}

type Node = Record<string, unknown>;

/** Describes in words what the schema accepts at a JSON pointer. */
function expectedAt(schema: object, pointer: string): string | undefined {
  let node: unknown = schema;
  for (const step of pointer.split('/').slice(1)) node = child(node as Node, step);
  return node === undefined ? undefined : inWords(node as Node);
}

function child(node: Node, step: string): unknown {
  const branches = node['anyOf'] as readonly Node[] | undefined;
  if (branches) {
    // In a union of objects, a field accepts what any branch accepts for it.
    const found = branches.map((branch) => child(branch, step)).filter((it) => it !== undefined);
    return found.length === 0 ? undefined : { anyOf: found };
  }
  const properties = node['properties'] as Node | undefined;
  if (properties) return properties[step];
  const patterns = node['patternProperties'] as Node | undefined;
  return node['items'] ?? (patterns && Object.values(patterns)[0]);
}

/** For each JSON type: its name, the keywords of its bounds and their unit. */
const TYPES: Readonly<Record<string, readonly [name: string, low?: string, high?: string, unit?: string]>> = {
  integer: ['a whole number', 'minimum', 'maximum'],
  number: ['a number', 'minimum', 'maximum'],
  string: ['a string', 'minLength', 'maxLength', ' characters'],
  array: ['an array', 'minItems', 'maxItems', ' items'],
  object: ['an object', 'minProperties', 'maxProperties', ' fields'],
  boolean: ['true or false'],
  null: ['null'],
};

function inWords(node: Node): string | undefined {
  if (typeof node['x-expected'] === 'string') return node['x-expected'];
  if (Array.isArray(node['enum'])) return `one of ${node['enum'].join(', ')}`;
  if (node['const'] !== undefined) return JSON.stringify(node['const']);
  if (Array.isArray(node['anyOf'])) return [...new Set(node['anyOf'].map((it) => inWords(it)))].join(', or ');
  const type = TYPES[String(node['type'])];
  if (!type) return undefined;
  const [name, low = '', high = '', unit = ''] = type;
  return name + range(node[low], node[high], unit);
}

function range(low: unknown, high: unknown, unit: string): string {
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}${unit}`;
  if (low !== undefined) return ` from ${low}${unit}`;
  return high === undefined ? '' : ` of at most ${high}${unit}`;
}
