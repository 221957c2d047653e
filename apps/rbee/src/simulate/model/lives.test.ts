import { expect, test } from 'vitest';
import { firstLife, firstRun, nextLife, nextRun } from './lives.ts';

const PLACES = 2_000;
const MINUTE_MS = 60_000;
const at = (place: number, churn: number) => ({ seed: 1, place, places: PLACES, churn });

test('without churn everything lives for ever, and was there before', () => {
  const life = firstLife(at(3, 0));
  expect(life).toEqual({
    count: 0,
    startMs: 0,
    endMs: Number.POSITIVE_INFINITY,
    machine: 3,
    rebooted: false,
  });
  const run = firstRun({ seed: 1, worker: 0, churn: 0 }, life);
  expect(run.startMs).toBeLessThan(-MINUTE_MS + 1);
  expect(run.endMs).toBe(Number.POSITIVE_INFINITY);
});

test('with churn about that share of the hives ends each minute', () => {
  const ends = Array.from({ length: PLACES }, (_, place) => firstLife(at(place, 0.05)).endMs);
  const within = (ms: number) => ends.filter((endMs) => endMs < ms).length / PLACES;
  expect(within(MINUTE_MS)).toBeCloseTo(0.05, 1.5);
  expect(within(10 * MINUTE_MS)).toBeCloseTo(1 - Math.exp(-0.5), 1);
});

test('a place has two machines that take turns, or one that starts anew after a while', () => {
  const place = at(7, 1);
  let life = firstLife(place);
  for (let turn = 0; turn < 50; turn += 1) {
    const next = nextLife(place, life);
    expect(next.endMs).toBeGreaterThan(next.startMs);
    expect([7, 7 + PLACES]).toContain(next.machine);
    expect(next.machine === life.machine).toBe(next.rebooted);
    expect(next.startMs - life.endMs).toBeGreaterThanOrEqual(next.rebooted ? 20_000 : 0);
    life = next;
  }
});

test('a worker that ends is gone for seconds and begins again', () => {
  const worker = { seed: 1, worker: 2, churn: 0.5 };
  const run = firstRun(worker, firstLife(at(0, 0.5)));
  const next = nextRun(worker, run);
  expect(next.count).toBe(run.count + 1);
  expect(next.startMs - run.endMs).toBeGreaterThanOrEqual(2_000);
  expect(next.endMs).toBeGreaterThan(next.startMs);
});

test('where a machine started anew, its workers are young', () => {
  const life = { count: 1, startMs: 90_000, endMs: 1e9, machine: 0, rebooted: true };
  const run = firstRun({ seed: 1, worker: 2, churn: 0 }, life);
  expect(life.startMs - run.startMs).toBeLessThan(20_000);
});
