import type Type from 'typebox';
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

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: object;
  readonly message: string;
}

/**
 * Returns the check of a schema. It is compiled on first use. In a browser it is interpreted instead (see `imports`
 * in the `package.json` of this package), because compiling needs `eval`, which the queen's content security policy
 * forbids.
 */
export function createCheck<T extends Type.TSchema>(schema: T): Check<Type.Static<T>> {
  type Value = Type.Static<T>;
  let made: ((value: unknown) => boolean) | undefined;
  const check = (value: unknown): boolean => {
    made ??= compile(schema);
    return made(value);
  };
  return {
    is: (value): value is Value => check(value),
    mismatch: (value) => (check(value) ? null : firstMismatch(schema, value)),
  };
}

/** Describes the first error by the schema of its field, which says more than the keyword that failed. */
function firstMismatch(schema: Type.TSchema, value: unknown): Mismatch {
  const first = firstOf(Errors(schema, value) as readonly SchemaError[]);
  if (!first) return { pointer: '', expected: 'valid for the schema' };
  const missing = (first.params as { requiredProperties?: string[] }).requiredProperties?.[0];
  if (first.keyword === 'required' && missing !== undefined) {
    const pointer = `${first.instancePath}/${missing}`;
    return { pointer, expected: expectedAt(schema, pointer) ?? 'present' };
  }
  return { pointer: first.instancePath, expected: expectedAt(schema, first.instancePath) ?? plain(first) };
}

/**
 * The error to report. In a union each branch reports its own errors. The branch that the value is meant for is the
 * one whose type and constants match: a hive with status "degraded" is meant for the branch that requires a reason.
 */
function firstOf(errors: readonly SchemaError[]): SchemaError | undefined {
  const union = errors[0] && /^(.*?)\/anyOf\/\d/.exec(errors[0].schemaPath)?.[1];
  if (union === undefined) return errors[0];
  const branches = new Map<string, SchemaError[]>();
  for (const error of errors) {
    // The error of the union itself follows those of its branches; later errors are of other values.
    if (!error.schemaPath.startsWith(`${union}/anyOf/`)) break;
    const branch = error.schemaPath.slice(union.length).split('/')[2] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const meant = [...branches.values()].find((branch) => !branch.some((error) => tellsApart(error, union)));
  return (meant ?? errors)[0];
}

/** True if an error shows that another branch was meant: the branch's type or one of its own constants differs. */
function tellsApart({ keyword, schemaPath }: SchemaError, union: string): boolean {
  const [, , , ...within] = schemaPath.slice(union.length).split('/');
  if (keyword === 'type') return within.length === 0;
  return (keyword === 'const' || keyword === 'enum') && within.length === 2;
}

const plain = (error: SchemaError): string => error.message.replace(/^must (be |have )?/, '');

type Node = Record<string, unknown>;

/** Describes in words what the schema accepts at a JSON pointer. */
function expectedAt(schema: object, pointer: string): string | undefined {
  let node: unknown = schema;
  for (const step of pointer.split('/').slice(1)) node = child(node as Node, step);
  return node === undefined ? undefined : inWords(node as Node);
}

function child(node: Node, step: string): unknown {
  if (Array.isArray(node['anyOf'])) return anyChild(node['anyOf'], step);
  const properties = node['properties'] as Node | undefined;
  if (properties) return properties[step];
  const patterns = node['patternProperties'] as Node | undefined;
  return node['items'] ?? (patterns && Object.values(patterns)[0]) ?? undefined;
}

/** In a union of objects, a field accepts what any branch accepts for it. */
function anyChild(branches: readonly Node[], step: string): Node | undefined {
  const found = branches.map((branch) => child(branch, step)).filter((it) => it !== undefined);
  return found.length === 0 ? undefined : { anyOf: found };
}

function inWords(node: Node): string | undefined {
  if (typeof node['x-expected'] === 'string') return node['x-expected'];
  if (Array.isArray(node['enum'])) return `one of ${node['enum'].join(', ')}`;
  if (node['const'] !== undefined) return JSON.stringify(node['const']);
  if (Array.isArray(node['anyOf'])) return [...new Set(node['anyOf'].map((it) => inWords(it)))].join(', or ');
  switch (node['type']) {
    case 'integer':
      return `a whole number${range(node['minimum'], node['maximum'])}`;
    case 'number':
      return `a number${range(node['minimum'], node['maximum'])}`;
    case 'string':
      return `a string${range(node['minLength'], node['maxLength'], ' characters')}`;
    case 'array':
      return `an array${range(node['minItems'], node['maxItems'], ' items')}`;
    case 'object':
      return `an object${range(node['minProperties'], node['maxProperties'], ' fields')}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    default:
      return undefined;
  }
}

function range(low: unknown, high: unknown, unit = ''): string {
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}${unit}`;
  if (low !== undefined) return ` from ${low}${unit}`;
  return high === undefined ? '' : ` of at most ${high}${unit}`;
}
