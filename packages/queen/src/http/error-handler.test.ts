import { expect, test } from 'vitest';
import { refusalOf } from './error-handler.ts';

test.each(['A header is missing', 'A header is missing.'])(
  '[H5] "%s" becomes one sentence in the detail',
  (message) => {
    expect(refusalOf(Object.assign(new Error(message), { statusCode: 400 }))).toEqual({
      code: 'bad_request',
      detail: 'The request is invalid: A header is missing.',
    });
  },
);
