import { expect, test } from 'vitest';
import type { Case } from './contender.ts';
import { takeTurns } from './take-turns.ts';

test('each contender has its first round at once after its start; then all take turns', async () => {
  const order: string[] = [];
  const contender = (title: string) => async () => {
    order.push(`${title} starts`);
    return {
      title,
      round: async () => {
        order.push(title);
        return { figures: {}, load: { cores: 0, lagMs: 0 } };
      },
      end: async () => {},
    };
  };
  const it = { contenders: [contender('a'), contender('b')], columns: [], settleRounds: 2 };
  const settings = { rounds: 1, seconds: 1, minutes: 1, hives: 1, startQueen: () => Promise.reject() };
  const shown = await takeTurns(it as unknown as Case, settings, () => {});
  expect(order).toEqual(['a starts', 'a', 'b starts', 'b', 'a', 'b', 'a', 'b']);
  expect(shown.map(({ rounds }) => rounds.length)).toEqual([1, 1]);
});

test('contenders with long rounds run one after the other', async () => {
  const happened: string[] = [];
  const contender = (title: string) => async () => ({
    title,
    round: async () => {
      happened.push(title);
      return { figures: {}, load: { cores: 0, lagMs: 0 } };
    },
    end: async () => {
      happened.push(`${title} ends`);
    },
  });
  const it = { contenders: [contender('a'), contender('b')], columns: [], rounds: 2 };
  const settings = { rounds: 1, seconds: 1, minutes: 1, hives: 1, startQueen: () => Promise.reject() };
  const shown = await takeTurns(it as unknown as Case, settings, () => {});
  expect(happened).toEqual(['a', 'a', 'a ends', 'b', 'b', 'b ends']);
  expect(shown.map(({ rounds }) => rounds.length)).toEqual([2, 2]);
});
