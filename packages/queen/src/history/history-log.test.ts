import type { HistoryInfo } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aLog } from '../testing/index.ts';
import { HistoryLog } from './history-log.ts';

const INFO: HistoryInfo = { state: 'recording', tiers: [], lost: 0, problems: [] };

test('what is wrong with the history is logged when it begins and when it ends, not each second', () => {
  const { lines, logger } = aLog();
  const log = new HistoryLog(logger);
  const paused: HistoryInfo = { ...INFO, state: 'paused', problems: ['The disk is full.'] };
  for (const info of [INFO, paused, paused, paused, INFO, INFO, paused]) log.follow(info);
  expect(lines).toEqual([
    'The history is paused: nothing of it is written.',
    'The disk is full.',
    'The history is written again.',
    'The history is paused: nothing of it is written.',
    'The disk is full.',
  ]);
});

test('each further problem has a line, and so has each tier that is shortened', () => {
  const { lines, logger } = aLog();
  const log = new HistoryLog(logger);
  const tier = { oldest: null, bytes: 1, max_bytes: 1, max_age_ms: 1, fits_ms: null };
  const tiers: HistoryInfo['tiers'] = [
    { tier: '1s', ...tier, shortened: true },
    { tier: '1m', ...tier, shortened: false },
  ];
  log.follow({ ...INFO, problems: ['a'] });
  log.follow({ ...INFO, problems: ['a', 'b'], tiers });
  log.follow({ ...INFO, problems: ['b'], tiers });
  expect(lines).toEqual([
    'a',
    'b',
    'The history is shortened: its bytes are used up before its age is reached.',
  ]);
});

test('however many problems there are, a few of them have a line', () => {
  const { lines, logger } = aLog();
  new HistoryLog(logger).follow({
    ...INFO,
    problems: Array.from({ length: 1_000 }, (_, n) => `problem ${n}`),
  });
  expect(lines).toHaveLength(20);
});
