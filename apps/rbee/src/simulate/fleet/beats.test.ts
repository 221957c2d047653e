import { expect, test } from 'vitest';
import { createBeats } from './beats.ts';
import { createPace } from './pace.ts';

const all = (beats: ReturnType<typeof createBeats>, atMs: number): number[] => {
  const places: number[] = [];
  for (let place = beats.next(atMs); place !== undefined; place = beats.next(atMs)) places.push(place);
  return places;
};

test('beats are spread evenly over the interval, each place once in it', () => {
  const beats = createBeats(4, 1_000);
  expect([0, 249, 250, 700, 999, 1_000].map((atMs) => all(beats, atMs))).toEqual([
    [0],
    [],
    [1],
    [2],
    [3],
    [0],
  ]);
});

test('in ten seconds each of many places has ten beats, however seldom it is asked', () => {
  const beats = createBeats(1_000, 1_000);
  const places = Array.from({ length: 1_000 }, (_, look) => all(beats, look * 10 + 9.99)).flat();
  expect(places).toHaveLength(10_000);
  const counts = Map.groupBy(places, (place) => place);
  expect([...counts.values()].every(({ length }) => length === 10)).toBe(true);
});

test('what is late by more than an interval is let go of, and the order stays', () => {
  const beats = createBeats(4, 1_000);
  all(beats, 0);
  expect(beats.skip(900)).toBe(0);
  expect(beats.overdue(900)).toBe(3);
  expect(beats.skip(3_000)).toBe(8);
  expect(all(beats, 3_000)).toEqual([1, 2, 3, 0]);
  expect(beats.overdue(3_000)).toBe(0);
});

test('a pace lets no more happen than it says, and a tenth of it at once', () => {
  const pace = createPace(100);
  const taken = (fromMs: number, toMs: number): number => {
    let count = 0;
    for (let atMs = fromMs; atMs < toMs; atMs += 1) if (pace.take(atMs)) count += 1;
    return count;
  };
  expect(taken(0, 1_000)).toBeLessThanOrEqual(110);
  expect(taken(1_000, 2_000)).toBeGreaterThanOrEqual(99);
  expect(taken(60_000, 60_001)).toBe(1);
});
