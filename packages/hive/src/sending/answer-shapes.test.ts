import { AcceptedSchema, createCheck, ERROR_CODES, ProblemSchema } from '@rbee/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAccepted, isProblem } from './answer-shapes.ts';

const accepted = createCheck(AcceptedSchema);
const problem = createCheck(ProblemSchema);
const something = fc.oneof(fc.string(), fc.constant('ok'), fc.integer(), fc.constant(null), fc.jsonValue());

test('[H4] an answer is taken exactly when it is one by the schema', () => {
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record({ status: something, message: something }, { requiredKeys: [] }),
  );
  fc.assert(fc.property(bodies, (body) => isAccepted(body) === accepted.is(body)));
  expect(isAccepted({ status: 'ok', message: '' })).toBe(true);
});

test('[H5] whatever is a refusal by the schema is one', () => {
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
  '%j is no refusal',
  (body) => {
    expect([isProblem(body), problem.is(body)]).toEqual([false, false]);
  },
);
