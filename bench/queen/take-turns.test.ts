import { expect, test } from 'vitest';
import type { Case } from './contender.ts';
import { takeTurns } from './take-turns.ts';

test('a contender is not left waiting for its first round while others have theirs, and then all settle by turns', async () => {
  const happened: string[] = [];
  const contender = (title: string) => async () => {
    happened.push(`${title} starts`);
    return {
      title,
      round: async () => {
        happened.push(title);
        return { figures: {}, load: { cores: 0, lagMs: 0 } };
      },
      end: async () => {},
    };
  };
  const it = { contenders: [contender('a'), contender('b')], columns: [], settleRounds: 2 };
  const settings = { rounds: 1, seconds: 1, minutes: 1, startQueen: () => Promise.reject() };
  const shown = await takeTurns(it as unknown as Case, settings, () => {});
  expect(happened).toEqual(['a starts', 'a', 'b starts', 'b', ...['a', 'b'], ...['a', 'b']]);
  expect(shown.map(({ rounds }) => rounds.length)).toEqual([1, 1]);
});
