type Node = Readonly<Record<string, unknown>>;

/** Describes in words what a schema accepts at a JSON pointer (RFC 6901); undefined if it has no such field. */
export function expectedAt(schema: object, pointer: string): string | undefined {
  let node: unknown = schema;
  for (const step of pointer.split('/').slice(1)) node = node && child(node as Node, step);
  return node === undefined ? undefined : inWords(node as Node);
}

function child(node: Node, step: string): unknown {
  const branches = (node['anyOf'] ?? node['allOf']) as readonly Node[] | undefined;
  if (branches) {
    // In a union of objects, a field accepts what any branch accepts for it; in an intersection the parts agree.
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
