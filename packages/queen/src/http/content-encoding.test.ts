import { expect, test } from 'vitest';
import { acceptsGzip } from './content-encoding.ts';

test.each([
  [undefined, false],
  ['', false],
  ['identity', false],
  ['gzip', true],
  ['GZip, deflate, br', true],
  ['br;q=1.0, gzip;q=0.8', true],
  ['gzip;q=0', false],
  ['gzip; q=0.000, br', false],
  ['*', true],
  ['*;q=0', false],
  ['br, *;q=0.1', true],
  ['gzip;q=0, *', false],
  ['x-gzip', true],
])('[S8] Accept-Encoding %j accepts gzip: %j', (header, accepts) => {
  expect(acceptsGzip(header)).toBe(accepts);
});
