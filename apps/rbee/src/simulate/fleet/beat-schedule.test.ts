import { expect, test } from 'vitest';
import { BeatSchedule } from './beat-schedule.ts';
import { RateLimit } from './rate-limit.ts';

const all = (beats: BeatSchedule, atMs: number): number[] => {
  const places: number[] = [];
  for (let place = beats.next(atMs); place !== undefined; place = beats.next(atMs)) places.push(place);
  return places;
};

test('beats are spread evenly over the interval, each place once in it', () => {
  const beats = new BeatSchedule(4, 1_000);
  expect([0, 249, 250, 700, 999, 1_000].map((atMs) => all(beats, atMs))).toEqual([
    [0],
    [],
    [1],
    [2],
    [3],
    [0],
  ]);
});

test('each of many places has ten beats in ten seconds', () => {
  const beats = new BeatSchedule(1_000, 1_000);
  const places = Array.from({ length: 1_000 }, (_, look) => all(beats, look * 10 + 9.99)).flat();
  expect(places).toHaveLength(10_000);
  const counts = Map.groupBy(places, (place) => place);
  expect([...counts.values()].every(({ length }) => length === 10)).toBe(true);
});

test('drops beats that are late by more than an interval, and keeps the order', () => {
  const beats = new BeatSchedule(4, 1_000);
  all(beats, 0);
  expect(beats.skip(900)).toBe(0);
  expect(beats.overdue(900)).toBe(3);
  expect(beats.skip(3_000)).toBe(8);
  expect(all(beats, 3_000)).toEqual([1, 2, 3, 0]);
  expect(beats.overdue(3_000)).toBe(0);
});

test('a rate limit allows no more than its rate, and a tenth of it at once', () => {
  const limit = new RateLimit(100);
  const taken = (fromMs: number, toMs: number): number => {
    let count = 0;
    for (let atMs = fromMs; atMs < toMs; atMs += 1) if (limit.take(atMs)) count += 1;
    return count;
  };
  expect(taken(0, 1_000)).toBeLessThanOrEqual(110);
  expect(taken(1_000, 2_000)).toBeGreaterThanOrEqual(99);
  expect(taken(60_000, 60_001)).toBe(1);
});
