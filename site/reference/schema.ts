import { plain, table } from './table.ts';

/** What the pages read of a JSON schema. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
}

/** A schema as a table: a row for each field at any depth, such as `workers[].engine.state`; of several forms one each. */
export function fieldTable(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(fieldTable).join('\nor\n\n');
  const rows = fieldsOf(schema, '');
  return rows.length === 0 ? '' : table(['field', 'type', 'meaning'], rows);
}

function fieldsOf(schema: Schema, path: string): string[][] {
  const rows: string[][] = [];
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const optional = schema.required?.includes(name) ? '' : '?';
    rows.push([`\`${path}${name}${optional}\``, typeOf(field), plain(descriptionOf(field))]);
    rows.push(...within(field, `${path}${name}`));
  }
  return rows;
}

/** The rows of what is in a field: of an object, of the items of a list, or of one of several forms. */
function within(field: Schema, path: string): string[][] {
  if (field.anyOf) return field.anyOf.flatMap((form) => within(form, path));
  if (field.items) return within(field.items, `${path}[]`);
  return fieldsOf(field, `${path}.`);
}

const descriptionOf = ({ description, anyOf }: Schema): string =>
  description ?? anyOf?.find((form) => form.description !== undefined)?.description ?? '';

/** The type in a few words, with its limits. */
export function typeOf(schema: Schema): string {
  const { type, items, anyOf, enum: values, minimum, maximum, maxLength, maxItems } = schema;
  if (schema.const !== undefined) return plain(JSON.stringify(schema.const));
  if (values) return values.map((value) => plain(JSON.stringify(value))).join(', ');
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (items) return `list of ${typeOf(items)}${maxItems === undefined ? '' : `, at most ${maxItems}`}`;
  const name = Array.isArray(type) ? type.join(' or ') : String(type ?? 'any');
  if (minimum !== undefined && maximum !== undefined) return `${name}, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${name}, from ${minimum}`;
  return maxLength === undefined ? name : `${name}, at most ${maxLength} characters`;
}
