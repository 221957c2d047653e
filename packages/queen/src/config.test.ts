import { expect, test } from 'vitest';
import { settingsOf } from './config.ts';

const config = { host: '127.0.0.1', port: 7833, version: '0.1.0' };

test('[R4] the default of forgetAfterMs is one day', () => {
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
  ['allowFrames', { allowFrames: ['grafana.example'] }],
  ['allowFrames', { allowFrames: ['https://grafana.example/d/1'] }],
  ['allowFrames', { allowFrames: ['https://a;script-src'] }],
  ['allowFrames', { allowFrames: ['https://*'] }],
  ['allowFrames', { allowFrames: ['http://[::1]:3000'] }],
  ['buildTimestamp', { buildTimestamp: 'today' }],
])('an invalid %s is named in the error', (name, wrong) => {
  expect(() => settingsOf({ ...config, ...wrong })).toThrow(new RegExp(`^${name} must be`));
});
