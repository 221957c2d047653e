import type Type from 'typebox';

type Project = (value: unknown) => unknown;
type Node = Readonly<Record<string, unknown>>;

/**
 * A function that leaves everything behind that a schema does not name of a value that passed the schema's check, at every
 * depth ([H3]). Built once for a schema. Where nothing is to be left behind, which is nearly always, the value is given back
 * as it is; it is never changed.
 */
export function projectorOf<T extends Type.TSchema>(schema: T): (value: Type.Static<T>) => Type.Static<T> {
  return compile(schema as Node) as (value: Type.Static<T>) => Type.Static<T>;
}

function compile(node: Node): Project {
  if (node['properties']) return objectOf(node['properties'] as Record<string, Node>);
  if (node['patternProperties']) return AS_IT_IS;
  if (node['items']) {
    return listOf(compile(node['items'] as Node));
  }
  if (node['anyOf']) return unionOf(node['anyOf'] as Node[]);
  return AS_IT_IS;
}

/** A schema's value that has nothing in it to be left behind. */
const AS_IT_IS: Project = (value) => value;

function listOf(item: Project): Project {
  if (item === AS_IT_IS) return AS_IT_IS;
  return (value) => {
    const list = value as unknown[];
    for (let index = 0; index < list.length; index += 1) {
      if (item(list[index]) !== list[index]) return list.map(item);
    }
    return list;
  };
}

function objectOf(properties: Record<string, Node>): Project {
  const fields = Object.entries(properties).map(([key, node]) => [key, compile(node)] as const);
  const known = new Set(fields.map(([key]) => key));
  const nested = fields.filter(([, project]) => project !== AS_IT_IS);
  const copy: Project = (value) => {
    const source = value as Record<string, unknown>;
    const kept = fields.filter(([key]) => source[key] !== undefined);
    return Object.fromEntries(kept.map(([key, project]) => [key, project(source[key])]));
  };
  return (value) => {
    const source = value as Record<string, unknown>;
    for (const key in source) if (!known.has(key)) return copy(source);
    for (const [key, project] of nested) {
      const field = source[key];
      if (field !== undefined && project(field) !== field) return copy(source);
    }
    return source;
  };
}

/** Branches of scalars are kept as they are; branches of objects keep what any of them names. */
function unionOf(branches: readonly Node[]): Project {
  const properties = Object.assign({}, ...branches.map((branch) => branch['properties'] ?? {}));
  if (Object.keys(properties).length === 0) return AS_IT_IS;
  const project = objectOf(properties);
  return (value) => (typeof value === 'object' && value !== null ? project(value) : value);
}
