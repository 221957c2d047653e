/** Reads values out of JSON that anybody may have written: a value of another type is undefined. */
export type Json = unknown;

/** The field of an object; undefined if it has none, or if it is no object. */
export function field(json: Json, name: string): Json {
  const isObject = typeof json === 'object' && json !== null;
  return isObject && Object.hasOwn(json, name) ? Reflect.get(json, name) : undefined;
}

/** A finite number that is not negative. */
export function numberIn(json: Json, name: string): number | undefined {
  const value = field(json, name);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A text with at least one character. */
export function textIn(json: Json, name: string): string | undefined {
  const value = field(json, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The elements of a list, at most `most`; none if it is no list. */
export function listIn(json: Json, name: string, most = 256): readonly Json[] {
  const value = field(json, name);
  return Array.isArray(value) ? value.slice(0, most) : [];
}

/** The sum of a number in all elements; undefined if one of them lacks it, or without elements. */
export function sumOf(elements: readonly Json[], name: string): number | undefined {
  let sum = 0;
  for (const it of elements) {
    const value = numberIn(it, name);
    if (value === undefined) return undefined;
    sum += value;
  }
  return elements.length > 0 ? sum : undefined;
}
