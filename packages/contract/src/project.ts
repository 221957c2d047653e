import type Type from 'typebox';

type Project = (value: unknown) => unknown;
type Node = Readonly<Record<string, unknown>>;

/**
 * Returns a function that removes unknown fields at every depth ([H3]) from a value that passed the check of the
 * schema. Build it once per schema. It does not change the value: it returns a copy, or the value itself if there are
 * no unknown fields.
 */
export function projectorOf<T extends Type.TSchema>(schema: T): (value: Type.Static<T>) => Type.Static<T> {
  return compile(schema as Node) as (value: Type.Static<T>) => Type.Static<T>;
}

function compile(node: Node): Project {
  if (node['properties']) return objectOf(node['properties'] as Record<string, Node>);
  if (node['items']) return listOf(compile(node['items'] as Node));
  if (node['anyOf']) return unionOf(node['anyOf'] as Node[]);
  return AS_IT_IS;
}

/** For schemas whose values cannot contain unknown fields. */
const AS_IT_IS: Project = (value) => value;

function listOf(item: Project): Project {
  if (item === AS_IT_IS) return AS_IT_IS;
  return (value) => {
    const list = value as unknown[];
    return list.some((entry) => item(entry) !== entry) ? list.map(item) : list;
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

/** Keeps scalars; of objects, keeps the fields that any branch names. */
function unionOf(branches: readonly Node[]): Project {
  const properties = Object.assign({}, ...branches.map((branch) => branch['properties'] ?? {}));
  if (Object.keys(properties).length === 0) return AS_IT_IS;
  const project = objectOf(properties);
  return (value) => (typeof value === 'object' && value !== null ? project(value) : value);
}
