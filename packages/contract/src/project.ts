import type Type from 'typebox';
import { compile as checkOf } from './closures.ts';

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
    const list = value as readonly unknown[];
    let copy: unknown[] | undefined;
    for (let index = 0; index < list.length; index += 1) {
      const known = item(list[index]);
      if (known === list[index]) continue;
      copy ??= list.slice();
      copy[index] = known;
    }
    return copy ?? list;
  };
}

function objectOf(properties: Record<string, Node>): Project {
  const fields = Object.entries(properties).map(([key, node]) => [key, compile(node)] as const);
  const known = new Set(fields.map(([key]) => key));
  const nested = fields.filter(([, project]) => project !== AS_IT_IS);
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>;
    let changed: Record<string, unknown> | undefined;
    // Each part is projected once, as it can be large.
    for (const [key, project] of nested) {
      const field = source[key];
      const projected = field === undefined ? field : project(field);
      if (projected === field) continue;
      changed ??= {};
      changed[key] = projected;
    }
    return changed || hasOthers(source, known) ? knownFields(source, known, changed) : source;
  };
}

function hasOthers(source: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): boolean {
  for (const key in source) if (!known.has(key)) return true;
  return false;
}

/** A copy with only the known fields; those in `changed` replace the ones of the source. */
function knownFields(
  source: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  changed: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of known) {
    const value = changed[key] ?? source[key];
    if (value !== undefined) copy[key] = value;
  }
  return copy;
}

/** Keeps scalars; of an object, keeps the fields of the branch that it fits: those of the others were not checked. */
function unionOf(branches: readonly Node[]): Project {
  if (!branches.some((branch) => branch['properties'])) return AS_IT_IS;
  const projects = branches.map((branch) => ({ fits: checkOf(branch), project: compile(branch) }));
  return (value) => projects.find(({ fits }) => fits(value))?.project(value) ?? value;
}
