import { check, isRecord } from './option-checks.ts';

/** The kinds of values in a query of a list ([Q], [R5]). */
const KINDS = new Map<string, 'texts' | 'text' | 'number' | 'boolean'>([
  ['hive', 'texts'],
  ['group', 'texts'],
  ['model', 'texts'],
  ['limit', 'number'],
  ['cursor', 'text'],
  ['available', 'boolean'],
  ['free_vram_mb', 'number'],
  ['free_slots', 'number'],
  ['loaded', 'boolean'],
]);

/**
 * The query string with its question mark; empty for an empty query, null for one that nothing can match: a field
 * that may have any of no values.
 *
 * @throws TypeError, one sentence that names the field, when a value cannot be sent
 */
export function queryText(query: object): string | null {
  check(
    isRecord(query) && !Array.isArray(query),
    'The query',
    "an object such as { model: 'llama-3.2-1b' }",
    query,
  );
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const values = valuesOf(name, value);
    if (values.length === 0) return null;
    for (const one of values) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function valuesOf(name: string, value: unknown): readonly unknown[] {
  switch (KINDS.get(name)) {
    case 'texts': {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      check(
        values.every((one) => typeof one === 'string'),
        name,
        'a text or a list of texts',
        value,
      );
      return values;
    }
    case 'text':
      check(typeof value === 'string', name, 'a text', value);
      return [value];
    case 'number':
      check(Number.isFinite(value), name, 'a number', value);
      return [value];
    case 'boolean':
      check(typeof value === 'boolean', name, 'true or false', value);
      return [value];
    default:
      throw new TypeError(
        `There is no filter ${JSON.stringify(name)}; there are ${[...KINDS.keys()].join(', ')}.`,
      );
  }
}
