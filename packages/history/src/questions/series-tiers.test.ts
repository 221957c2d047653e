import { expect, test, vi } from 'vitest';
import { ABSENT, type Cell, unknownCell } from '../cells.ts';
import { aLayout } from '../testing/index.ts';
import { addTo, aStore, ask, at, MINUTE, SECOND, T0 } from './testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

test('[P1] the same three states are three answers in the tiers of a minute and of a quarter', () => {
  const minutes = (count: number, value: Cell | null) => Array<Cell | null>(count * 60).fill(value);
  const store = aStore([
    ...minutes(15, 5),
    ...minutes(15, unknownCell('permission')),
    ...minutes(15, ABSENT),
    ...minutes(15, null),
    ...minutes(15, 0),
  ]);
  const now = T0 + 100 * MINUTE;
  const gaps = [
    { from: at(900), to: at(1_800), reason: 'permission' },
    { from: at(1_800), to: at(2_700), reason: 'not_present' },
    { from: at(2_700), to: at(3_600), reason: 'no_sample' },
  ];
  for (const tier of ['1s', '1m', '15m'] as const) {
    if (tier !== '1s') store.forget('1s', now);
    if (tier === '15m') store.forget('1m', now);
    const answer = ask({ store, now, to: T0 + 75 * MINUTE, max_points: 86_400 });
    expect(answer.tier).toBe(tier);
    const [item] = answer.series;
    expect(item?.gaps).toEqual(gaps);
    const perQuarter = answer.points / 5;
    expect([0, 1, 2, 3, 4].map((quarter) => item?.mean[quarter * perQuarter])).toEqual([
      5,
      null,
      null,
      null,
      0,
    ]);
    if (tier !== '1s') {
      expect(item?.unknown?.[perQuarter]).toBe(answer.step_ms / SECOND);
      expect(answer.expected).toEqual(Array(answer.points).fill(answer.step_ms / SECOND));
    }
  }
});

test('[P1] what is not rolled up yet comes from the next finer tier', () => {
  const store = aStore(Array.from({ length: 43 * 60 }, (_, second) => Math.floor(second / 60)));
  const now = T0 + 43 * MINUTE;
  store.lag('15m', T0 + 30 * MINUTE);
  store.lag('1m', T0 + 41 * MINUTE);
  const quarters = ask({ store, now, max_points: 3 });
  expect(quarters).toMatchObject({ tier: '15m', points: 3, to: at(2_580), expected: [900, 900, 780] });
  expect(quarters.series[0]).toMatchObject({ mean: [7, 22, 36], max: [14, 29, 42], count: [900, 900, 780] });
  const minutes = ask({ store, now, max_points: 43 });
  expect(minutes).toMatchObject({ tier: '1m', points: 43 });
  expect(minutes.series[0]?.mean).toEqual([...Array(43).keys()]);
});

test('[P3] after a time without a queen, in which seconds were removed, the present is answered from seconds', () => {
  const [before, monday] = [5 * 60, 3 * 24 * 3_600];
  const store = aStore(Array(before).fill(1));
  const now = T0 + (monday + 180) * SECOND;
  addTo(store, Array(180).fill(2), aLayout(), T0 + monday * SECOND);
  store.forget('1s', T0 + monday * SECOND);
  const quarter = { store, now, from: now - 15 * MINUTE, to: now, max_points: 900 };
  const present = ask(quarter);
  expect(present).toMatchObject({ tier: '1s', points: 900 });
  expect(present.series[0]?.gaps).toEqual([{ from: at(monday - 720), to: at(monday), reason: 'no_sample' }]);
  expect(ask({ ...quarter, from: T0, max_points: 200 }).tier).toBe('15m');
  expect(ask({ ...quarter, from: T0, max_points: 86_400 })).toMatchObject({ tier: '1m', step_ms: MINUTE });
  const [, ...coarser] = store.tiers();
  // Of a queen that has just started no second is in a file yet.
  store.tiers = () => coarser;
  expect(ask(quarter)).toMatchObject({ tier: '1s', points: 900 });
  store.forget('1s', now + 15 * MINUTE);
  expect(ask(quarter)).toMatchObject({ tier: '1m', points: 15 });
});

test('[P3] the present second is no gap while it has not been reported, and a hive that fell silent is one', () => {
  const store = aStore(Array(58).fill(1));
  const live = ask({ store, now: T0 + 60_400, max_points: 86_400 });
  expect(live).toMatchObject({ points: 58, to: at(58), series: [{ gaps: [] }] });
  const silent = ask({ store, now: T0 + 63_400, max_points: 86_400 });
  expect(silent).toMatchObject({ points: 63, to: at(63) });
  expect(silent.series[0]?.gaps).toEqual([{ from: at(58), to: at(63), reason: 'no_sample' }]);
});

test('[P3] the last point ends at the time up to which it has the samples', () => {
  const answer = ask({ store: aStore(Array(70).fill(1)), now: T0 + 70_900, max_points: 2 });
  expect(answer).toMatchObject({ step_ms: 36_000, points: 2, from: at(0), to: at(70), expected: [36, 34] });
  expect(answer.series[0]?.count).toEqual([36, 34]);
});

test.each([5_000, 60_000, 45_000])(
  '[P3] a hive that reports every %d ms has no gap between its samples',
  (interval_ms) => {
    const count = (10 * MINUTE) / interval_ms;
    const answer = ask({ store: aStore(Array(Math.floor(count)).fill(3), aLayout({ interval_ms })) });
    expect(answer.step_ms).toBeGreaterThanOrEqual(interval_ms);
    expect(answer.series[0]?.gaps).toEqual([]);
    expect(new Set(answer.series[0]?.mean)).toEqual(new Set([3]));
  },
);

test('[P1] a hive that reports every minute expects one sample in each minute', () => {
  const store = aStore(Array(60).fill(3), aLayout({ interval_ms: 60_000 }));
  store.forget('1s', T0 + 2 * 60 * MINUTE);
  const answer = ask({ store, now: T0 + 2 * 60 * MINUTE, to: T0 + 60 * MINUTE });
  expect(answer).toMatchObject({ tier: '1m', points: 60, expected: Array(60).fill(1) });
  expect(answer.series[0]).toMatchObject({ mean: Array(60).fill(3), gaps: [] });
});

test('[P3] a hive that changes its interval is answered with the longer step', () => {
  const store = aStore(Array(60).fill(1));
  addTo(store, Array(12).fill(2), aLayout({ id: 2, interval_ms: 5_000 }), T0 + MINUTE);
  const answer = ask({ store, to: T0 + 2 * MINUTE });
  expect(answer).toMatchObject({
    step_ms: 5_000,
    points: 24,
    expected: [...Array(12).fill(5), ...Array(12).fill(1)],
  });
  expect(answer.series[0]).toMatchObject({ mean: [...Array(12).fill(1), ...Array(12).fill(2)], gaps: [] });
});
