import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCompletion } from './completion.ts';

test('missing fields get defaults', () => {
  expect(parseCompletion({ prompt: 'a' })).toEqual({
    prompt: 'a',
    maxTokens: 128,
    temperature: 0.8,
    seed: null,
  });
});

test('accepts the field for the length of llama.cpp and that of OpenAI', () => {
  expect(parseCompletion({ prompt: 'a', n_predict: 5 })).toMatchObject({ maxTokens: 5 });
  expect(parseCompletion({ prompt: 'a', max_tokens: 6, seed: -1 })).toMatchObject({
    maxTokens: 6,
    seed: null,
  });
});

test.each([
  [[], 'The body must'],
  [null, 'The body must'],
  [{}, '"prompt" must'],
  [{ prompt: ['a'] }, '"prompt" must'],
  [{ prompt: 'a', n_predict: 0 }, 'from 1 to 2048'],
  [{ prompt: 'a', max_tokens: 2049 }, 'from 1 to 2048'],
  [{ prompt: 'a', temperature: 3 }, '"temperature" must'],
  [{ prompt: 'a', seed: 1.5 }, '"seed" must'],
  [{ prompt: 'a', stream: true }, '"stream" must'],
])('%j is refused with one sentence', (body, part) => {
  expect(parseCompletion(body)).toContain(part);
});

test('any JSON is accepted or refused, and the length is bounded', () => {
  fc.assert(
    fc.property(
      fc.record({ prompt: fc.string(), n_predict: fc.jsonValue(), seed: fc.jsonValue() }),
      (body) => {
        const parsed = parseCompletion(body);
        if (typeof parsed !== 'string') expect(parsed.maxTokens).toBeLessThanOrEqual(2_048);
      },
    ),
  );
});
