import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCorpus } from '../read-corpus.ts';
import { distributionAfter } from './distribution.ts';
import { type GenerateOptions, generate } from './generate.ts';
import { pick } from './pick.ts';
import { render, tokenize } from './tokens.ts';
import { parameterCount, train } from './train.ts';

const text = 'The bee flies. The bee sings.\n\nThe hive hums.';
const options: GenerateOptions = { prompt: 'The bee', maxTokens: 40, temperature: 0.8, seed: 7 };
const words = (model: ReturnType<typeof train>, more: Partial<GenerateOptions> = {}) =>
  Array.from(generate(model, { ...options, ...more }), ({ id }) => model.vocabulary[id] ?? '');

test('tokens are words, marks and paragraph breaks, and read as they were written', () => {
  const tokens = tokenize(text);
  expect(tokens.slice(0, 9)).toEqual(['The', 'bee', 'flies', '.', 'The', 'bee', 'sings', '.', '\n\n']);
  expect(render(tokens).trim()).toBe(text);
});

test('a model counts what followed', () => {
  const model = train(text, 2);
  const the = model.idOf.get('The') ?? -1;
  expect(model.contexts[1]?.get(String(the))?.total).toBe(3);
  expect(parameterCount(model)).toBeGreaterThan(model.vocabulary.length);
});

test('what was seen more often is likelier, and nothing is impossible', () => {
  const model = train(text, 3);
  const ids = ['The'].map((token) => model.idOf.get(token) ?? -1);
  const after = distributionAfter(model, ids);
  const of = (token: string): number => after[model.idOf.get(token) ?? -1] ?? Number.NaN;
  expect(of('bee')).toBeGreaterThan(of('hive'));
  expect(of('hive')).toBeGreaterThan(of('flies'));
  expect(of('flies')).toBeGreaterThan(0);
});

test('a distribution sums to 1 after any context, on the real corpus', async () => {
  const model = train(await readCorpus(), 4);
  const id = fc.nat(model.vocabulary.length - 1);
  fc.assert(
    fc.property(fc.array(id, { maxLength: 5 }), (ids) => {
      expect(distributionAfter(model, ids).reduce((sum, it) => sum + it, 0)).toBeCloseTo(1, 9);
    }),
    { numRuns: 30 },
  );
});

test('the same seed gives the same text, another seed another', async () => {
  const model = train(await readCorpus(), 3);
  expect(words(model)).toEqual(words(model));
  expect(words(model, { seed: 8 })).not.toEqual(words(model));
  expect(words(model)).toHaveLength(40);
});

test('temperature 0 takes the likeliest whatever the seed', () => {
  const model = train(text, 2);
  expect(words(model, { temperature: 0 })).toEqual(words(model, { temperature: 0, seed: 99 }));
  expect(words(model, { temperature: 0, prompt: 'The' })[0]).toBe('bee');
});

test('any distribution and temperature picks a token that it holds', () => {
  const weights = fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 2, noNaN: true }), unit, (given, temperature, random) => {
      const { id, top } = pick(Float64Array.from(given), temperature, () => random);
      expect(given[id]).toBeDefined();
      expect(top[0]?.probability).toBeGreaterThan(0);
    }),
  );
});
