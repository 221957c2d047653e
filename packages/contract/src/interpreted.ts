import type Type from 'typebox';
import { Check } from 'typebox/value';

/** The check of a schema, for pages: it reads the schema each time, so it needs no `eval`. */
export function compile(schema: Type.TSchema): (value: unknown) => boolean {
  return (value) => Check(schema, value);
}
