import { expect, test } from 'vitest';
import { createFormats } from '../locale/index.ts';
import { ENGLISH_UTC } from '../locale/testing.ts';
import { historyInWords } from './history-notice.tsx';

const locale = {
  formats: createFormats('en', 'UTC'),
  text: ENGLISH_UTC.text,
};
const tier = {
  ...{ tier: '1s' as const, oldest: '2025-10-30T20:15:30Z', bytes: 5, max_bytes: 5, max_age_ms: 86_400_000 },
  ...{ shortened: false, fits_ms: 10_800_000 },
};
const info = { state: 'recording' as const, tiers: [tier], lost: 0, problems: [] };
const words = (state: Parameters<typeof historyInWords>[0]) =>
  historyInWords(state, locale)?.replaceAll(/[\u00a0\u202f]/g, ' ');

test('[P7] nothing is said as long as all is well, or nothing is known', () => {
  expect(words({ status: 'unknown' })).toBeUndefined();
  expect(words({ status: 'on', info })).toBeUndefined();
});

test('[P7] it is said that the queen keeps no history, that it is paused, or why it cannot be shown', () => {
  expect(words({ status: 'off' })).toBe('This queen keeps no history, so only the present is shown.');
  expect(words({ status: 'failed', error: 'No answer.' })).toBe('The past cannot be shown: No answer.');
  const problems = ['The disk is full.'];
  expect(words({ status: 'on', info: { ...info, state: 'paused', problems } })).toBe(
    'The history is paused: what happens at present is not kept. The disk is full.',
  );
  expect(words({ status: 'on', info: { ...info, problems: ['A day is damaged.'] } })).toBe(
    'A day is damaged.',
  );
});

test('[P1] a history that is shorter than wanted says how long it is', () => {
  const short = {
    ...info,
    tiers: [
      { ...tier, shortened: true },
      { ...tier, tier: '1m' as const },
    ],
  };
  expect(words({ status: 'on', info: short })).toBe(
    'The history is shorter than wanted, because its space is used up: seconds for 3h 0 min instead of 1d 0h.',
  );
});
