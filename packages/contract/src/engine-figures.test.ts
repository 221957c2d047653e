import { expect, test } from 'vitest';
import { EngineSchema } from './engine.ts';
import { WHOLE_ENGINE_FIGURES } from './engine-figures.ts';

test('section E: the whole numbers are those of the schema', () => {
  const integers = Object.entries(EngineSchema.properties).filter(
    ([, it]) => 'type' in it && it.type === 'integer',
  );
  expect([...WHOLE_ENGINE_FIGURES].sort()).toEqual(integers.map(([name]) => name).sort());
});
