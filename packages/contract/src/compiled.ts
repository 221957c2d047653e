import type Type from 'typebox';
import { Compile } from 'typebox/compile';

/** The check of a schema, compiled to JavaScript. */
export function compile(schema: Type.TSchema): (value: unknown) => boolean {
  const compiled = Compile(schema);
  return (value) => compiled.Check(value);
}
