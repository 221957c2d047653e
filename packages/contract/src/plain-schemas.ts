/** A JSON schema as plain data. */
type Schema = Readonly<Record<string, unknown>>;

/** Schemas that were given to `Optional`; the fields of an object that they describe are not required. */
const optional = new WeakSet<Schema>();

const plain =
  (type: string) =>
  (more: Schema = {}): Schema => ({ type, ...more });

/** The pattern that any name of a record matches, as `typebox` writes it. */
const ANY_NAME = '^.*$';

/**
 * Builds the schemas of the wire in a browser, in place of `typebox`, whose code is larger than that of the page (see `imports` in
 * the `package.json` of this package). It has the functions that the contract uses, and gives the same JSON schemas.
 */
export const Type = {
  String: plain('string'),
  Number: plain('number'),
  Integer: plain('integer'),
  Boolean: plain('boolean'),
  Null: plain('null'),
  Unknown: (more: Schema = {}): Schema => ({ ...more }),
  Literal: (value: string | number | boolean, more: Schema = {}): Schema => ({
    type: typeof value,
    const: value,
    ...more,
  }),
  Enum: (values: readonly string[], more: Schema = {}): Schema => ({ enum: values, ...more }),
  Union: (anyOf: readonly Schema[], more: Schema = {}): Schema => ({ anyOf, ...more }),
  Intersect: (allOf: readonly Schema[], more: Schema = {}): Schema => ({ allOf, ...more }),
  Array: (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more }),
  Record: (name: Schema, field: Schema, more: Schema = {}): Schema => ({
    type: 'object',
    patternProperties: { [String(name['pattern'] ?? ANY_NAME)]: field },
    ...more,
  }),
  Object: (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => {
    const required = Object.keys(properties).filter((key) => !optional.has(properties[key] as Schema));
    return { type: 'object', ...(required.length > 0 && { required }), properties, ...more };
  },
  Optional: (schema: Schema): Schema => {
    const copy = { ...schema };
    optional.add(copy);
    return copy;
  },
};
