/** A JSON schema as plain data. */
type Node = Readonly<Record<string, unknown>>;
type Fits = (value: unknown) => boolean;
type Fields = Readonly<Record<string, unknown>>;

/**
 * The check of a schema as a function that calls those of its parts. It needs no `eval`, no library, and nothing of the schema
 * when it runs. It knows the keywords that the schemas of the wire use, and gives the verdict that JSON Schema gives.
 */
export function compile(schema: object): Fits {
  const { anyOf, allOf, enum: values, type, const: constant } = schema as Node;
  if (anyOf) return anyOfThese((anyOf as Node[]).map(compile));
  if (allOf) return allOfThese((allOf as Node[]).map(compile));
  if (values) return oneOfThese(values as readonly unknown[]);
  if (constant !== undefined) return (value) => value === constant;
  return BY_TYPE[String(type)]?.(schema as Node) ?? ALWAYS;
}

/** The check of a schema without a type accepts everything. */
const ALWAYS: Fits = () => true;

const BY_TYPE: Readonly<Record<string, (node: Node) => Fits>> = {
  null: () => (value) => value === null,
  boolean: () => (value) => typeof value === 'boolean',
  number: (node) => numberFits(Number.isFinite, node),
  integer: (node) => numberFits(Number.isInteger, node),
  string: stringFits,
  array: listFits,
  object: (node) => (node['patternProperties'] ? recordFits(node) : objectFits(node)),
};

function anyOfThese(branches: readonly Fits[]): Fits {
  const [first = ALWAYS, second, ...others] = branches;
  // Nearly all unions are of two: a value or null.
  if (second && others.length === 0) return (value) => first(value) || second(value);
  return (value) => branches.some((fits) => fits(value));
}

const allOfThese =
  (parts: readonly Fits[]): Fits =>
  (value) =>
    parts.every((fits) => fits(value));

function oneOfThese(values: readonly unknown[]): Fits {
  const known = new Set(values);
  return (value) => known.has(value);
}

function numberFits(isOfType: (value: unknown) => boolean, { minimum, maximum }: Node): Fits {
  const least = (minimum as number | undefined) ?? Number.NEGATIVE_INFINITY;
  const most = (maximum as number | undefined) ?? Number.POSITIVE_INFINITY;
  return (value) => isOfType(value) && (value as number) >= least && (value as number) <= most;
}

/** The length is bounded before the pattern reads the text. */
function stringFits({ minLength, maxLength, pattern }: Node): Fits {
  const hasLength = lengthFits(minLength as number | undefined, maxLength as number | undefined);
  const form = pattern === undefined ? undefined : new RegExp(String(pattern), 'u');
  return (value) => typeof value === 'string' && hasLength(value) && (form === undefined || form.test(value));
}

/** Lengths count characters of Unicode, each of which has one or two UTF-16 units. */
const lengthFits =
  (least = 0, most = Number.POSITIVE_INFINITY) =>
  (text: string): boolean => {
    const units = text.length;
    if (units >= least * 2 && units <= most) return true;
    if (units < least || units > most * 2) return false;
    let count = 0;
    for (const _ of text) count += 1;
    return count >= least && count <= most;
  };

function listFits({ items = {}, minItems, maxItems }: Node): Fits {
  const least = (minItems as number | undefined) ?? 0;
  const most = (maxItems as number | undefined) ?? Number.POSITIVE_INFINITY;
  const fits = compile(items as Node);
  return (value) =>
    Array.isArray(value) &&
    value.length >= least &&
    value.length <= most &&
    value.every((item) => fits(item));
}

function objectFits({ properties = {}, required = [] }: Node): Fits {
  const isRequired = new Set(required as readonly string[]);
  const fields = Object.entries(properties as Record<string, Node>).map(([key, node]) => ({
    key,
    fits: compile(node),
    isRequired: isRequired.has(key),
  }));
  return (value) => {
    if (!isObject(value)) return false;
    for (const { key, fits, isRequired: isNeeded } of fields) {
      const field = value[key];
      if (field === undefined && !(isNeeded && key in value)) {
        if (isNeeded) return false;
      } else if (!fits(field)) return false;
    }
    return true;
  };
}

/** An object whose names fit one pattern. */
function recordFits({ patternProperties, additionalProperties, maxProperties }: Node): Fits {
  const most = (maxProperties as number | undefined) ?? Number.POSITIVE_INFINITY;
  const [[pattern, field] = ['', {}]] = Object.entries(patternProperties as Record<string, Node>);
  const name = new RegExp(pattern, 'u');
  const fits = compile(field);
  const allowsOthers = additionalProperties !== false;
  return (value) => {
    if (!isObject(value)) return false;
    const keys = Object.keys(value);
    return keys.length <= most && keys.every((key) => (name.test(key) ? fits(value[key]) : allowsOthers));
  };
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
