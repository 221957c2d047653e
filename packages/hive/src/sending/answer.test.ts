import { expect, test } from 'vitest';
import { type Answer, resultOf } from './answer.ts';

const now = Date.UTC(2025, 9, 30, 20, 15, 30);
const answer = (status: number, body: unknown, more: Partial<Answer> = {}): Answer => ({
  status,
  retryAfter: null,
  location: null,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...more,
});
const refusal = (status: number, code: string, detail: string) =>
  answer(status, { type: 'about:blank', title: 'No', status, code, detail });

test('[H4] the answer of a queen is taken', () => {
  expect(resultOf(answer(200, { status: 'ok', message: 'Telemetry received from hive a' }), now)).toEqual({
    kind: 'sent',
  });
});

test('200 from something that is no queen is not taken', () => {
  expect(resultOf(answer(200, '<html>It works!</html>'), now)).toMatchObject({ kind: 'retry' });
});

test('[H5] a refusal carries the detail of its problem', () => {
  const result = resultOf(refusal(422, 'wrong_shape', 'hive_id must be a string.\nReally.'), now);
  expect(result).toEqual({ kind: 'refused', reason: '422 hive_id must be a string. Really' });
});

test.each([400, 401, 403, 404, 405, 413, 415, 421, 422])('[H5] %i is refused for good', (status) => {
  expect(resultOf(answer(status, ''), now)).toEqual({ kind: 'refused', reason: `it answered ${status}` });
});

test.each([408, 425, 429, 500, 502, 503, 504])('[H5] %i is tried again', (status) => {
  expect(resultOf(answer(status, ''), now)).toEqual({ kind: 'retry', reason: `it answered ${status}` });
});

test('[H5] Retry-After is passed on', () => {
  const result = resultOf(answer(503, '', { retryAfter: '7' }), now);
  expect(result).toMatchObject({ kind: 'retry', afterMs: 7_000 });
});

test('a redirect is not followed and says where it points', () => {
  const result = resultOf(answer(308, '', { location: 'https://queen.example/' }), now);
  expect(result).toEqual({ kind: 'retry', reason: 'it answered 308 and points to https://queen.example/' });
});
