import { createCheck, ERROR_CODES, type ErrorCode, ProblemSchema } from '@rbee/contract';
import { expect, test } from 'vitest';
import { problemOf, refusalHeaders } from './problem.ts';

const { mismatch } = createCheck(ProblemSchema);

test.each(Object.keys(ERROR_CODES) as ErrorCode[])(
  '[H5] the body of %s is valid as ProblemSchema',
  (code) => {
    expect(mismatch(problemOf({ code, detail: 'Why.', pointer: '/a', expected: 'b' }))).toBeNull();
    expect(problemOf({ code, detail: 'Why.' })).toEqual({
      type: 'about:blank',
      ...ERROR_CODES[code],
      code,
      detail: 'Why.',
    });
  },
);

test('[H5] a 503 has Retry-After, a 405 has Allow', () => {
  const detail = 'Why.';
  for (const code of ['stopping', 'overloaded'] as const) {
    expect(Number(refusalHeaders({ code, detail })['retry-after'])).toBeGreaterThan(0);
  }
  expect(refusalHeaders({ code: 'method_not_allowed', detail, allow: ['GET', 'HEAD'] })).toEqual({
    allow: 'GET, HEAD',
  });
});
