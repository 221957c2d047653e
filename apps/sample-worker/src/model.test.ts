import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  choose,
  distributionAfter,
  type GenerateOptions,
  generate,
  parameterCount,
  render,
  tokenize,
  train,
} from './model.ts';
import { readCorpus } from './run.ts';

const text = 'The bee flies. The bee sings.\n\nThe hive hums.';
const options: GenerateOptions = { prompt: 'The bee', maxTokens: 40, temperature: 0.8, seed: 7 };
const words = (model: ReturnType<typeof train>, more: Partial<GenerateOptions> = {}) =>
  Array.from(generate(model, { ...options, ...more }), ({ id }) => model.vocabulary[id] ?? '');

test('splits a text into words, marks and paragraph breaks, and joins them again', () => {
  const tokens = tokenize(text);
  expect(tokens.slice(0, 9)).toEqual(['The', 'bee', 'flies', '.', 'The', 'bee', 'sings', '.', '\n\n']);
  expect(render(tokens).trim()).toBe(text);
});

test('a model counts which tokens followed a context', () => {
  const model = train(text, 2);
  const the = model.idOf.get('The') ?? -1;
  expect(model.contexts[1]?.get(String(the))?.total).toBe(3);
  expect(parameterCount(model)).toBeGreaterThan(model.vocabulary.length);
});

test('more frequent tokens are more likely, and no token is impossible', () => {
  const model = train(text, 3);
  const ids = ['The'].map((token) => model.idOf.get(token) ?? -1);
  const after = distributionAfter(model, ids);
  const of = (token: string): number => after[model.idOf.get(token) ?? -1] ?? Number.NaN;
  expect(of('bee')).toBeGreaterThan(of('hive'));
  expect(of('hive')).toBeGreaterThan(of('flies'));
  expect(of('flies')).toBeGreaterThan(0);
});

test('the probabilities after any context of the corpus add up to 1', async () => {
  const model = train(await readCorpus(), 4);
  const id = fc.nat(model.vocabulary.length - 1);
  fc.assert(
    fc.property(fc.array(id, { maxLength: 5 }), (ids) => {
      expect(distributionAfter(model, ids).reduce((sum, it) => sum + it, 0)).toBeCloseTo(1, 9);
    }),
    { numRuns: 30 },
  );
});

test('the same seed gives the same text, and another seed another text', async () => {
  const model = train(await readCorpus(), 3);
  expect(words(model)).toEqual(words(model));
  expect(words(model, { seed: 8 })).not.toEqual(words(model));
  expect(words(model)).toHaveLength(40);
});

test('temperature 0 chooses the most likely token with any seed', () => {
  const model = train(text, 2);
  expect(words(model, { temperature: 0 })).toEqual(words(model, { temperature: 0, seed: 99 }));
  expect(words(model, { temperature: 0, prompt: 'The' })[0]).toBe('bee');
});

test('chooses a token of the distribution at any temperature', () => {
  const weights = fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 2, noNaN: true }), unit, (given, temperature, random) => {
      const { id, top } = choose(Float64Array.from(given), temperature, () => random);
      expect(given[id]).toBeDefined();
      expect(top[0]?.probability).toBeGreaterThan(0);
    }),
  );
});
