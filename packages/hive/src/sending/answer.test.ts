import { AcceptedSchema, createCheck, ERROR_CODES, ProblemSchema } from '@rbee/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Answer, isAccepted, isProblem, resultOf, retryAfterMs, retryMsOf } from './answer.ts';

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

test('[H4] the answer of a queen means that the heartbeat was sent', () => {
  expect(resultOf(answer(200, { status: 'ok', message: 'Telemetry received from hive a' }), now)).toEqual({
    kind: 'sent',
  });
});

test('a 200 that does not come from a queen is tried again', () => {
  expect(resultOf(answer(200, '<html>It works!</html>'), now)).toMatchObject({ kind: 'retry' });
});

test('[H5] a refusal carries the detail of its problem', () => {
  const result = resultOf(refusal(422, 'wrong_shape', 'hive_id must be a string.\nReally.'), now);
  expect(result).toEqual({ kind: 'refused', reason: '422 hive_id must be a string. Really' });
});

test.each([400, 404, 405, 413, 415, 421, 422])('[H5] %i is refused for good', (status) => {
  expect(resultOf(answer(status, ''), now)).toEqual({ kind: 'refused', reason: `answered ${status}` });
});

test.each([408, 425, 429, 500, 502, 503, 504])('[H5] %i is tried again', (status) => {
  expect(resultOf(answer(status, ''), now)).toEqual({ kind: 'retry', reason: `answered ${status}` });
});

test.each([
  [refusal(401, 'unauthenticated', 'No.'), 'token'],
  [refusal(403, 'forbidden', 'No.'), 'token'],
  [refusal(403, 'wrong_hive', 'No.'), 'wrong_hive'],
  [refusal(403, 'some_later_code', 'No.'), 'other'],
  [answer(401, '<html>Unauthorized</html>'), 'other'],
])('[A3] %j says that the hive is not let in, and the heartbeat is kept', (given, denied) => {
  expect(resultOf(given, now)).toMatchObject({ kind: 'retry', denied });
});

test('[L4] an answer of the queen itself is told from one of a proxy without a queen', () => {
  expect(resultOf(refusal(503, 'overloaded', 'Later.'), now)).toEqual({
    kind: 'retry',
    reason: '503 Later',
    isRefused: true,
  });
  expect(resultOf(answer(502, '<html>Bad Gateway</html>'), now)).not.toHaveProperty('isRefused');
});

test.each([
  ['3000', 3_000],
  ['0', 0],
  ['1e3', undefined],
  ['9'.repeat(300), undefined],
  ['', undefined],
  [null, undefined],
])('[L4] the header %j of an answer says %s ms', (header, expected) => {
  expect(retryMsOf(header)).toBe(expected);
});

test('[H5] Retry-After is passed on', () => {
  const result = resultOf(answer(503, '', { retryAfter: '7' }), now);
  expect(result).toMatchObject({ kind: 'retry', afterMs: 7_000 });
});

test('a redirect is not followed, and the reason has its target', () => {
  const result = resultOf(answer(308, '', { location: 'https://queen.example/' }), now);
  expect(result).toEqual({ kind: 'retry', reason: 'answered 308, a redirect to https://queen.example/' });
});

const accepted = createCheck(AcceptedSchema);
const problem = createCheck(ProblemSchema);
const something = fc.oneof(fc.string(), fc.constant('ok'), fc.integer(), fc.constant(null), fc.jsonValue());

test('[H4] a body is accepted exactly when the schema accepts it', () => {
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record({ status: something, message: something }, { requiredKeys: [] }),
  );
  fc.assert(fc.property(bodies, (body) => isAccepted(body) === accepted.is(body)));
  expect(isAccepted({ status: 'ok', message: '' })).toBe(true);
});

test('[H5] every body that the schema of a refusal accepts is one', () => {
  const bodies = fc.record({
    type: fc.constant('about:blank'),
    title: fc.string(),
    status: fc.integer(),
    code: fc.constantFrom(...Object.keys(ERROR_CODES)),
    detail: fc.string(),
  });
  fc.assert(fc.property(bodies, (body) => problem.is(body) && isProblem(body)));
});

test.each([null, [], 'no', { detail: 'x' }, { code: 'x' }, { code: 1, detail: 'x' }])(
  '%j is not a refusal',
  (body) => {
    expect([isProblem(body), problem.is(body)]).toEqual([false, false]);
  },
);

test.each([
  ['3', 3_000],
  [' 0 ', 0],
  ['86400', 86_400_000],
  ['Thu, 30 Oct 2025 20:15:40 GMT', 10_000],
  ['Thu, 30 Oct 2025 21:15:40 GMT', 3_610_000],
  ['Thu, 30 Oct 2025 20:15:20 GMT', 0],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2025', 2_025_000],
  ['99999999', 2 ** 31 - 1_001],
  ['Thu, 99 Oct 2025 99:15:40 GMT', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After %j asks for %s ms', (header, expected) => {
  expect(retryAfterMs({ retryAfter: header }, now)).toBe(expected);
});

test('[L4] a date in Retry-After counts from the Date of the answer, whatever the clock of this machine says', () => {
  const answer = {
    retryAfter: 'Thu, 30 Oct 2025 20:15:40 GMT',
    date: 'Thu, 30 Oct 2025 20:14:10 GMT',
  };
  expect(retryAfterMs(answer, Date.parse('2031-01-01'))).toBe(90_000);
});
