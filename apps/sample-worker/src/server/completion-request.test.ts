import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCompletion } from './completion-request.ts';

test('what is not said has a default', () => {
  expect(parseCompletion({ prompt: 'a' })).toEqual({
    prompt: 'a',
    maxTokens: 128,
    temperature: 0.8,
    seed: null,
  });
});

test("llama.cpp's and OpenAI's names for the length are taken", () => {
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
])('%j is refused in one sentence', (body, part) => {
  expect(parseCompletion(body)).toContain(part);
});

test('any JSON is answered, and what is taken is bounded', () => {
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
