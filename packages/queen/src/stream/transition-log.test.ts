import { expect, test } from 'vitest';
import { aHub, heapGrowth } from '../testing/index.ts';
import type { Entry } from './entry.ts';
import { TransitionLog } from './transition-log.ts';

const entry = (number: number, event: object = {}): Entry => ({
  ...{ number, name: 'hive', event, sample: undefined, eventBytes: 0, at: 0 },
  ...{ whole: undefined, bytes: undefined, packed: undefined },
});

test('[S6] a slow watcher gets every event of hives and workers, even if old ones are evicted meanwhile', () => {
  const transitions = new TransitionLog();
  for (let number = 1; number <= 20_000; number += 1) transitions.keep(entry(number));
  const told: number[] = [];
  for (const { number } of transitions.between(0, 20_000)) {
    told.push(number);
    if (number === 5) transitions.keep(entry(20_001));
  }
  expect(transitions.reaches(0)).toBe(false);
  expect([told.length, told.at(-1), new Set(told).size]).toEqual([20_000, 20_000, 20_000]);
});

const models = (number: number): string[] =>
  Array.from({ length: 64 }, (_, at) => `${number}-${at}`.padEnd(500, 'x'));

test('the log is bounded in bytes, whatever the events have', () => {
  const transitions = new TransitionLog();
  for (let number = 1; number <= 2_000; number += 1)
    transitions.keep(entry(number, { models: models(number) }));
  const kept = [...transitions.between(0, 2_000)].length;
  expect(transitions.bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
  expect(kept).toBeGreaterThan(100);
  expect([transitions.reaches(2_000 - kept), transitions.reaches(1_999 - kept)]).toEqual([true, false]);
  transitions.keep(entry(2_001, { models: Array(64).fill('x'.repeat(1e6)) }));
  expect(transitions.bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
});

test.each([
  [
    'a hive',
    'hive',
    6_000,
    (at: number) => ({ type: 'up', hive_id: `hive-${at}`, last_update: `${at}`.padEnd(24, '0') }),
  ],
  [
    'a worker',
    'worker',
    6_000,
    (at: number) => ({
      type: 'gone',
      worker_id: `h/llm/${at}`,
      hive_id: `h-${at}`,
      model: `m-${at}`.padEnd(40, 'x'),
    }),
  ],
  ['a worker with many models', 'worker', 120, (at: number) => ({ type: 'gone', models: models(at) })],
] as const)('what the log counts for events of %s is about what it holds', (_what, name, count, eventOf) => {
  const { hub } = aHub({ ringBytes: 1e6 });
  let at = 0;
  const publish = () => {
    at += 1;
    // As from a parser: a text that was put together would hold its parts.
    hub.publish(
      name,
      JSON.parse(JSON.stringify({ ...eventOf(at), timestamp: `2025-10-30T20:15:${at}.000Z` })),
    );
  };
  for (let n = 0; n < 50; n += 1) publish();
  // The middle one of three turns: what an earlier test left behind can be freed during one of them.
  const turns = [1, 2, 3].map(() => {
    const before = hub.transitionBytes;
    const held = heapGrowth(() => {
      for (let n = 0; n < count; n += 1) publish();
    });
    return (hub.transitionBytes - before) / held;
  });
  const ratio = turns.toSorted((a, b) => a - b)[1];
  expect(ratio).toBeGreaterThan(0.7);
  expect(ratio).toBeLessThan(2);
});
