import { expect, test } from 'vitest';
import { randomFrom } from '../testing/index.ts';
import { RetryPace } from './retry-pace.ts';

/** The pace of a hive that has heard `retryMs`. */
function told(retryMs: unknown, random: () => number): RetryPace {
  const pace = new RetryPace(random);
  pace.heard(retryMs);
  return pace;
}

const waits = (pace: RetryPace, count: number) => Array.from({ length: count }, () => pace.failed());

test('[L4] after the first failure a hive waits a random part of retry_ms, then as long again and again', () => {
  expect(
    waits(
      told(8_000, () => 0),
      4,
    ),
  ).toEqual([250, 6_000, 6_000, 6_000]);
  expect(
    waits(
      told(8_000, () => 1),
      4,
    ),
  ).toEqual([8_000, 10_000, 10_000, 10_000]);
  expect(told(8_000, () => 0.25).lost(3_000)).toBe(2_000);
});

test('[L4] a hive that has heard no retry_ms backs off, and spreads its return over the time of the caller', () => {
  expect(waits(new RetryPace(() => 1), 7)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  expect(new RetryPace(() => 0.5).lost(3_000)).toBe(1_500);
});

test.each([
  [0, 1_000],
  [-1, 1_000],
  [1e9, 15_000],
  [Number.POSITIVE_INFINITY, 15_000],
])('[L4] a retry_ms of %d counts as %d', (said, counts) => {
  expect(told(said, () => 1).failed()).toBe(counts);
});

test.each([undefined, null, '2000', Number.NaN, {}])('[L4] a retry_ms of %o is ignored', (said) => {
  expect(told(said, () => 1).failed()).toBe(500);
});

test('[L4] the last retry_ms holds', () => {
  const pace = told(8_000, () => 1);
  pace.heard(undefined);
  pace.heard(2_000);
  expect(pace.failed()).toBe(2_000);
});

test('[L4] a queen that refuses is asked less and less often, and a wait that it asks for is kept', () => {
  const pace = told(1_000, () => 1);
  const refused = Array.from({ length: 6 }, () => pace.failed({ isRefused: true }));
  expect(refused).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000]);
  expect(pace.failed({ afterMs: 9_000, isRefused: true })).toBe(9_250);
  pace.succeeded();
  expect([pace.isFailing, pace.failed()]).toEqual([false, 1_000]);
});

/** When hives are back after a queen that was away for so long, and when they tried, milliseconds since it went. */
function outage(hives: number, retryMs: number, awayMs: number, seed = 1) {
  const random = randomFrom(seed * 7_919);
  const back: number[] = [];
  const attempts: number[] = [];
  for (let hive = 0; hive < hives; hive += 1) {
    const pace = told(retryMs, random);
    const lostFor = pace.lost(3_000);
    // There is nothing to send before the next sample.
    let at = Math.max(lostFor, random() * 1_000);
    while (at < awayMs) {
      attempts.push(at);
      at += pace.failed();
    }
    attempts.push(at);
    back.push(at - awayMs);
  }
  return { back: back.sort((a, b) => a - b), attempts };
}

const atShare = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;

/** Most attempts in any second. */
function peak(attempts: readonly number[]): number {
  const perTenth = new Map<number, number>();
  for (const at of attempts) {
    const tenth = Math.floor(at / 100);
    perTenth.set(tenth, (perTenth.get(tenth) ?? 0) + 1);
  }
  const inSecond = (from: number): number =>
    Array.from({ length: 10 }, (_, tenth) => perTenth.get(from + tenth) ?? 0).reduce((a, b) => a + b);
  return Math.max(...[...perTenth.keys()].map(inSecond));
}

test.each([
  ['a link was cut', 0],
  ['a queen restarted within 2 s', 2_000],
  ['a queen was away for an hour', 3_600_000],
])('[L4] a small fleet is back within 1.5 s after %s, at the median within 0.8 s', (_what, awayMs) => {
  for (const hives of [1, 50]) {
    const outages = Array.from({ length: 200 / hives }, (_, at) => outage(hives, 1_000, awayMs, at + 1));
    const back = outages.flatMap((each) => each.back).sort((a, b) => a - b);
    expect(atShare(back, 0.5)).toBeLessThan(800);
    expect(atShare(back, 0.95)).toBeLessThan(1_300);
    expect(back.at(-1)).toBeLessThan(1_500);
  }
});

test.each([
  ['its links were cut', 0],
  ['its queen restarted within 5 s', 5_000],
  ['its queen was away for ten minutes', 600_000],
])(
  '[L4] 10,000 hives make at most 1,500 attempts in a second, and are back within 13 s, after %s',
  (_what, awayMs) => {
    const { back, attempts } = outage(10_000, 10_000, awayMs);
    expect(peak(attempts)).toBeLessThan(1_500);
    expect(atShare(back, 0.5)).toBeLessThan(6_000);
    expect(back.at(-1)).toBeLessThan(13_000);
  },
);
