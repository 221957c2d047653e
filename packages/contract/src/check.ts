import type Type from 'typebox';
import { compile } from '#compile';
import { firstMismatch, type Mismatch } from './first-mismatch.ts';
import { sizesFit } from './sizes.ts';

/** The check of a schema: `is` is a type guard, `mismatch` returns the first error or null. */
export interface Check<T> {
  readonly is: (value: unknown) => value is T;
  readonly mismatch: (value: unknown) => Mismatch | null;
}

/**
 * Returns the check of a schema. It looks at the sizes of all lists and objects before it looks at an element. It is compiled on
 * first use. In a browser it is made of closures instead (see `imports` in the `package.json` of this package), because compiling
 * needs `eval`, which the queen's content security policy forbids.
 */
export function createCheck<T extends Type.TSchema>(schema: T): Check<Type.Static<T>> {
  let compiled: ((value: unknown) => boolean) | undefined;
  const hasSizes = sizesFit(schema);
  const is = (value: unknown): value is Type.Static<T> => {
    compiled ??= compile(schema);
    return hasSizes(value) && compiled(value);
  };
  return { is, mismatch: (value) => (is(value) ? null : firstMismatch(schema, value)) };
}
