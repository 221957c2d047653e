import type Type from 'typebox';
import { Compile } from 'typebox/compile';

/** Compiles a schema's check to JavaScript. */
export function compile(schema: Type.TSchema): (value: unknown) => boolean {
  const compiled = Compile(schema);
  return (value) => compiled.Check(value);
}
