import { expect, test } from 'vitest';
import { hiveSettings } from './options.ts';

const options = {
  hiveId: 'hive-a',
  queenUrl: 'http://localhost:7833',
  version: '0.1.0',
  monitor: {
    sample: () => {
      throw new Error('not called in this test');
    },
  },
  log: { info: () => {}, warn: () => {} },
};

test('the default interval is one second', () => {
  expect(hiveSettings(options).intervalMs).toBe(1_000);
});

test.each([
  [{ hiveId: '' }, /^hiveId must be 1 to 128/],
  [{ hiveId: 'a/b' }, /^hiveId must be 1 to 128/],
  [{ intervalMs: 99 }, /^intervalMs must be a whole number from 100 to 60000/],
  [{ intervalMs: 60_001 }, /^intervalMs/],
  [{ intervalMs: 1000.5 }, /^intervalMs/],
  [{ queenUrl: 'localhost:7833' }, /^queenUrl must be an http or https address/],
  [{ queenUrl: 'ftp://localhost' }, /^queenUrl/],
  [{ queenUrl: 'http://bee:secret@localhost' }, /^queenUrl must be (?!.*secret)/],
])('%j is refused with an error that names the option', (wrong, message) => {
  expect(() => hiveSettings({ ...options, ...wrong })).toThrow(message);
});
