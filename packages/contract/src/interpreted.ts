import type Type from 'typebox';
import { Check } from 'typebox/value';

/** Interprets the schema at each check. For web pages, because it needs no `eval`. */
export function compile(schema: Type.TSchema): (value: unknown) => boolean {
  return (value) => Check(schema, value);
}
