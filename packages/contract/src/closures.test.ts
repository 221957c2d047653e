import fc from 'fast-check';
import type Type from 'typebox';
import { Compile } from 'typebox/compile';
import { Check } from 'typebox/value';
import { describe, expect, test, vi } from 'vitest';
import { compile } from './closures.ts';
import { firstMismatch } from './first-mismatch.ts';
import * as contract from './index.ts';
import { damagedValuesOf, valuesOf } from './testing/schema-values.ts';

const SCHEMAS = Object.entries(contract)
  .filter(([name]) => name.endsWith('Schema'))
  .map(([name, schema]) => [name, schema as Type.TSchema] as const);

/** The search for the first mismatch, with the checks of the schema library. */
vi.doMock('./closures.ts', () => ({
  compile: (schema: Type.TSchema) => (value: unknown) => Check(schema, value),
}));
vi.resetModules();
const reference = await import('./first-mismatch.ts');

describe.each(SCHEMAS)('%s', (_, schema) => {
  const ours = compile(schema);
  const theirs = Compile(schema);
  const settings = { numRuns: 60 };

  test('[H5] values that fit pass', () => {
    fc.assert(fc.property(valuesOf(schema), ours), settings);
  });

  test('[H5] the verdict and the first mismatch are those of the schema library', () => {
    const isSame = (value: unknown) => {
      const verdict = theirs.Check(value);
      expect(ours(value)).toBe(verdict);
      if (!verdict) expect(firstMismatch(schema, value)).toEqual(reference.firstMismatch(schema, value));
    };
    fc.assert(fc.property(damagedValuesOf(schema), isSame), settings);
  });
});

/** Keywords that the checks know, and those that change no verdict. */
const KEYWORDS = new Set(
  (
    'type properties required items minItems maxItems enum const pattern minimum maximum minLength maxLength anyOf allOf ' +
    'patternProperties additionalProperties maxProperties description x-expected'
  ).split(' '),
);

test('the schemas of the wire use no keyword that the checks do not know', () => {
  for (const [name, schema] of SCHEMAS) {
    expect([name, [...keywordsOf(schema)].filter((keyword) => !KEYWORDS.has(keyword))]).toEqual([name, []]);
  }
});

function* keywordsOf(node: object): Generator<string> {
  for (const [keyword, value] of Object.entries(node) as [string, object][]) {
    yield keyword;
    const isNamed = keyword === 'properties' || keyword === 'patternProperties';
    const below = isNamed ? Object.values(value) : ['anyOf', 'allOf'].includes(keyword) ? value : [value];
    if (isNamed || ['anyOf', 'allOf', 'items'].includes(keyword))
      for (const part of below as object[]) yield* keywordsOf(part);
  }
}
