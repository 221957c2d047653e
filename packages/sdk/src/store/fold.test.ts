import { aQueenHeartbeat, aTelemetry, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { EMPTY_FLEET, type Fleet, foldEvent } from './fold.ts';
import type { StreamEvent } from './stream-event.ts';

const T0 = '2025-10-30T20:15:30Z';
const T1 = '2025-10-30T20:15:31Z';

const fold = (fleet: Fleet, ...events: StreamEvent[]): Fleet => events.reduce(foldEvent, fleet);
const telemetry = (hive_id: string, timestamp = T0) => aTelemetry({ hive_id, timestamp });
const standing = (type: 'up' | 'degraded' | 'down' | 'forgotten', hive_id: string, last_update = T0) =>
  ({ type, hive_id, timestamp: T1, last_update }) as const;
const beat = (...hive_ids: string[]) => aQueenHeartbeat({ hive_ids });
const healths = (fleet: Fleet) => Object.fromEntries(fleet.hives.map((hive) => [hive.hive_id, hive.health]));

const ab = fold(EMPTY_FLEET, telemetry('b'), telemetry('a'));

test('[S2] telemetry sets the hive: its fields, when it was received, its health', () => {
  const event = { ...aTelemetry({ health: 'degraded', seq: 7, clock_skew_ms: -12 }) };
  const { type, timestamp, ...rest } = event;
  expect(fold(EMPTY_FLEET, event).hives).toEqual([{ ...rest, last_update: timestamp }]);
});

test('[S2] a hive without a word on its health is healthy: a seed queen tells of hives that report', () => {
  expect(healths(ab)).toEqual({ a: 'healthy', b: 'healthy' });
});

test('hives are sorted by id, and one that did not change keeps its object', () => {
  const next = fold(ab, telemetry('a', T1), telemetry('C'));
  expect(next.hives.map((hive) => hive.hive_id)).toEqual(['C', 'a', 'b']);
  expect(next.hives[2]).toBe(ab.hives[1]);
  expect(next.hives[1]).not.toBe(ab.hives[0]);
  expect(next.queen).toBe(ab.queen);
});

test('[S4] a sample that is told again changes nothing; another one of the same moment does', () => {
  expect(fold(ab, telemetry('a'))).toBe(ab);
  const other = aTelemetry({ hive_id: 'a', timestamp: T0, workers: [aWorker({ cpu_pct: 50 })] });
  expect(fold(ab, other).hives[0]?.workers[0]?.cpu_pct).toBe(50);
});

test('fields of an earlier sample do not outlive it', () => {
  const before = fold(EMPTY_FLEET, aTelemetry({ seq: 7, health_status: { status: 'healthy' } }));
  const after = fold(before, aTelemetry({ timestamp: T1 }));
  expect(after.hives[0]).not.toHaveProperty('seq');
  expect(after.hives[0]).not.toHaveProperty('health_status');
});

test('[S3] a beat sets the queen, without its type, and leaves the hives alone', () => {
  const next = fold(ab, beat('a', 'b'));
  const { type, ...queen } = beat('a', 'b');
  expect(next.queen).toEqual(queen);
  expect(next.hives).toBe(ab.hives);
});

test('[S3] a hive that a beat does not list is down, and healthy with its next telemetry', () => {
  const missed = fold(ab, beat('a'));
  expect(healths(missed)).toEqual({ a: 'healthy', b: 'down' });
  expect(missed.hives[0]).toBe(ab.hives[0]);
  expect(fold(missed, beat('a')).hives).toBe(missed.hives);
  expect(healths(fold(missed, telemetry('b', T1)))).toEqual({ a: 'healthy', b: 'healthy' });
});

test('[S3] a degraded hive is online: a beat that lists it leaves it degraded', () => {
  const degraded = fold(ab, standing('degraded', 'a'));
  expect(healths(fold(degraded, beat('a', 'b')))).toEqual({ a: 'degraded', b: 'healthy' });
});

test('[S10] hive events set the health and keep the last state', () => {
  const down = fold(ab, standing('degraded', 'a'), standing('down', 'b'));
  expect(healths(down)).toEqual({ a: 'degraded', b: 'down' });
  expect(down.hives[1]?.workers).toBe(ab.hives[1]?.workers);
  expect(healths(fold(down, standing('up', 'a'), standing('up', 'b', T1)))).toEqual({
    a: 'healthy',
    b: 'healthy',
  });
});

test('[S10] an event that says what is known, or is about a hive that is not, changes nothing', () => {
  expect(fold(ab, standing('up', 'a'))).toBe(ab);
  expect(fold(ab, standing('down', 'nobody'), standing('forgotten', 'nobody'))).toBe(ab);
});

test('[R4] a forgotten hive is taken out', () => {
  const left = fold(ab, standing('forgotten', 'a'));
  expect(left.hives).toEqual([ab.hives[1]]);
  expect(left.hives[0]).toBe(ab.hives[1]);
});

test('[S5] after a reset only the hives that the queen knows are left, as they were', () => {
  const reset = (...hive_ids: string[]) => ({ type: 'reset', hive_ids, timestamp: T1 }) as const;
  const left = fold(ab, reset('b', 'c'));
  expect(left.hives).toEqual([ab.hives[1]]);
  expect(left.hives[0]).toBe(ab.hives[1]);
  expect(fold(ab, reset('a', 'b'))).toBe(ab);
});

test('[S10] lag and workers that come and go change nothing by themselves', () => {
  const worker = { worker_id: 'a/llm/1', hive_id: 'a', group: 'llm', instance: '1', pid: 7, model: null };
  const events: StreamEvent[] = [
    { type: 'lag', merged: 3, timestamp: T1 },
    { type: 'started', ...worker, timestamp: T1 },
    { type: 'gone', ...worker, timestamp: T1 },
  ];
  expect(fold(ab, ...events)).toBe(ab);
});
