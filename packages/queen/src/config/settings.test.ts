import { expect, test } from 'vitest';
import { settingsOf } from './settings.ts';

const config = { host: '127.0.0.1', port: 7833, version: '0.1.0' };

test('[R4] a hive is kept for a day unless told otherwise', () => {
  expect(settingsOf(config).forgetAfterMs).toBe(86_400_000);
  expect(settingsOf({ ...config, forgetAfterMs: 5 }).forgetAfterMs).toBe(5);
});

test.each([
  ['host', { host: '' }],
  ['port', { port: 70_000 }],
  ['forgetAfterMs', { forgetAfterMs: 0 }],
  ['ringBytes', { ringBytes: -1 }],
  ['maxHives', { maxHives: Number.NaN }],
  ['allowOrigins', { allowOrigins: ['example.org'] }],
  ['allowOrigins', { allowOrigins: ['https://example.org/page'] }],
  ['buildTimestamp', { buildTimestamp: 'today' }],
])('a bad %s is named', (name, wrong) => {
  expect(() => settingsOf({ ...config, ...wrong })).toThrow(new RegExp(`^${name} must be`));
});
