import type Type from 'typebox';

type Project = (value: unknown) => unknown;
type Node = Readonly<Record<string, unknown>>;

/**
 * A function that copies what a schema names out of a value that passed the schema's check, and leaves
 * everything else behind, at every depth ([H3]). Built once for a schema; the copy shares nothing that is
 * mutable with its source.
 */
export function projectorOf<T extends Type.TSchema>(schema: T): (value: Type.Static<T>) => Type.Static<T> {
  return compile(schema as Node) as (value: Type.Static<T>) => Type.Static<T>;
}

function compile(node: Node): Project {
  if (node['properties']) return objectOf(node['properties'] as Record<string, Node>);
  if (node['patternProperties']) return (value) => ({ ...(value as object) });
  if (node['items']) {
    const item = compile(node['items'] as Node);
    return (value) => (value as unknown[]).map(item);
  }
  if (node['anyOf']) return unionOf(node['anyOf'] as Node[]);
  return (value) => value;
}

function objectOf(properties: Record<string, Node>): Project {
  const fields = Object.entries(properties).map(([key, node]) => [key, compile(node)] as const);
  return (value) => {
    const source = value as Record<string, unknown>;
    const copy: Record<string, unknown> = {};
    for (const [key, project] of fields) {
      const field = source[key];
      if (field !== undefined) copy[key] = project(field);
    }
    return copy;
  };
}

/** Branches of scalars are kept as they are; branches of objects keep what any of them names. */
function unionOf(branches: readonly Node[]): Project {
  const properties = Object.assign({}, ...branches.map((branch) => branch['properties'] ?? {}));
  if (Object.keys(properties).length === 0) return (value) => value;
  const project = objectOf(properties);
  return (value) => (typeof value === 'object' && value !== null ? project(value) : value);
}
