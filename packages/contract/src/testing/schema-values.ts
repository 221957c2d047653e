import fc from 'fast-check';

type Node = Readonly<Record<string, unknown>>;
type Values = fc.Arbitrary<unknown>;

/** Values that fit a schema of the wire, those at its bounds among them. For tests. */
export function valuesOf(schema: object): Values {
  const { anyOf, allOf, enum: values, const: constant, type } = schema as Node;
  if (anyOf) return fc.oneof(...(anyOf as Node[]).map(valuesOf));
  if (allOf) return fc.tuple(...(allOf as Node[]).map(valuesOf)).map((parts) => Object.assign({}, ...parts));
  if (values) return fc.constantFrom(...(values as unknown[]));
  if (constant !== undefined) return fc.constant(constant);
  return (BY_TYPE[String(type)] ?? (() => fc.jsonValue()))(schema as Node);
}

const BY_TYPE: Readonly<Record<string, (node: Node) => Values>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum = -1e9, maximum = 1e9 }) => {
    const bounds = { min: minimum as number, max: maximum as number };
    return fc.oneof(fc.integer(bounds), fc.constantFrom(bounds.min, bounds.max));
  },
  number: ({ minimum = -1e9, maximum = 1e9 }) => {
    const bounds = { min: minimum as number, max: maximum as number };
    return fc.oneof(fc.double({ ...bounds, noNaN: true }), fc.constantFrom(bounds.min, bounds.max));
  },
  string: textsOf,
  array: ({ items, minItems = 0, maxItems = 3 }) =>
    fc.array(valuesOf(items as Node), {
      minLength: minItems as number,
      maxLength: Math.min(3, maxItems as number),
    }),
  object: objectsOf,
};

function textsOf({ pattern, minLength = 0, maxLength = 40 }: Node): Values {
  if (pattern) return fc.stringMatching(new RegExp(String(pattern), 'u'));
  const [least, most] = [minLength as number, maxLength as number];
  const texts = fc.string({ unit: 'binary', minLength: least, maxLength: Math.min(40, most) });
  return fc.oneof(texts, fc.constantFrom('x'.repeat(most), '😀'.repeat(most), '\ud800'.repeat(most)));
}

function objectsOf({ properties = {}, required = [], patternProperties, maxProperties = 3 }: Node): Values {
  if (patternProperties) {
    const [[pattern, field] = ['', {}]] = Object.entries(patternProperties as Record<string, Node>);
    const names = fc.stringMatching(new RegExp(pattern, 'u'));
    return fc.dictionary(names, valuesOf(field), { maxKeys: Math.min(3, maxProperties as number) });
  }
  const fields = Object.entries(properties as Record<string, Node>).map(([key, node]) => [
    key,
    valuesOf(node),
  ]);
  return fc.record(Object.fromEntries(fields) as Record<string, Values>, {
    requiredKeys: required as string[],
  });
}

/** Values that break a rule of some schema. */
const HOSTILE: Values = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    -0,
    0.5,
    100.5,
    2 ** 32,
    2 ** 53,
    '',
    'healthy',
    'a\n',
    '2025-10-30T20:15:30Z\n',
    'x'.repeat(65),
    'x'.repeat(513),
    '😀'.repeat(513),
    '\udc00\ud800'.repeat(300),
    [],
    {},
    true,
    [[[{}]]],
    Array(513).fill({}),
    Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`k${index}`, 'mig'])),
    JSON.parse('{"__proto__": {"pid": 1}, "constructor": 1, "a\\nb": "mig"}'),
  ),
  fc.jsonValue(),
);

/** Values that fit a schema but for some of their parts, and values of any kind. For tests. */
export const damagedValuesOf = (schema: object): Values =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(valuesOf(schema), fc.array(fc.tuple(fc.nat(), HOSTILE), { maxLength: 2 }))
        .map(damage),
    },
    HOSTILE,
  );

function damage([value, changes]: [unknown, [number, unknown][]]): unknown {
  const whole: Record<string, unknown> = { value: structuredClone(value) };
  for (const [at, other] of changes) {
    const places = placesIn(whole);
    const [holder, key] = places[at % places.length] ?? [whole, 'value'];
    if (other === undefined && at % 2 === 0) delete holder[key];
    else holder[key] = structuredClone(other);
  }
  return whole['value'];
}

type Place = [holder: Record<string, unknown>, key: string];

function placesIn(holder: object): Place[] {
  return Object.entries(holder).flatMap(([key, value]: [string, unknown]) => {
    const below = typeof value === 'object' && value !== null ? placesIn(value) : [];
    return [[holder as Record<string, unknown>, key], ...below];
  });
}
