import type Type from 'typebox';
import { Check } from 'typebox/value';

/** A schema's check that reads the schema each time, for pages: it needs no `eval`. */
export function compile(schema: Type.TSchema): (value: unknown) => boolean {
  return (value) => Check(schema, value);
}
