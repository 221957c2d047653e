import type Type from 'typebox';
import { Compile } from 'typebox/compile';

/** A schema's check as code of its own. */
export function compile(schema: Type.TSchema): (value: unknown) => boolean {
  const compiled = Compile(schema);
  return (value) => compiled.Check(value);
}
