import { expect, test } from 'vitest';
import { listenFailure } from './run-queen.ts';

test.each(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'])(
  '%s is one sentence that names the flag',
  (code) => {
    expect(listenFailure(Object.assign(new Error(code), { code }), '10.0.0.1', 80)).toMatch(
      /^[^.]*(10\.0\.0\.1)[^.]* with --(port|host)\.$/,
    );
  },
);

test('other errors are not explained', () => {
  expect(listenFailure(new TypeError('a fault'), '127.0.0.1', 80)).toBeNull();
});
