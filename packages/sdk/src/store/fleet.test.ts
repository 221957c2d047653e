import { aQueenHeartbeat, aTelemetry, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StreamEvent } from '../state.ts';
import { applyEvents, EMPTY_FLEET, type Fleet } from './fleet.ts';
import { sortedIndex } from './hive-draft.ts';
import { findHive } from './hive-index.ts';

const T0 = '2025-10-30T20:15:30Z';
const T1 = '2025-10-30T20:15:31Z';

const fold = (fleet: Fleet, ...events: StreamEvent[]): Fleet =>
  events.reduce((it, event) => applyEvents(it, [event]), fleet);
const telemetry = (hive_id: string, timestamp = T0) => aTelemetry({ hive_id, timestamp });
const healthEvent = (type: 'up' | 'degraded' | 'down' | 'forgotten', hive_id: string, last_update = T0) =>
  ({ type, hive_id, timestamp: T1, last_update }) as const;
const beat = (...hive_ids: string[]) => aQueenHeartbeat({ hive_ids });
const healths = (fleet: Fleet) => Object.fromEntries(fleet.hives.map((hive) => [hive.hive_id, hive.health]));

const ab = fold(EMPTY_FLEET, telemetry('b'), telemetry('a'));

test('[S2] telemetry sets the hive: its fields, when it was received, its health', () => {
  const event = { ...aTelemetry({ health: 'degraded', seq: 7, clock_skew_ms: -12 }) };
  const { type, timestamp, ...rest } = event;
  expect(fold(EMPTY_FLEET, event).hives).toEqual([{ ...rest, last_update: timestamp }]);
});

test('[S2] a hive whose telemetry has no health is healthy: an older queen sends none for hives that report', () => {
  expect(healths(ab)).toEqual({ a: 'healthy', b: 'healthy' });
});

test('hives are sorted by id, and one that did not change keeps its object', () => {
  const next = fold(ab, telemetry('a', T1), telemetry('C'));
  expect(next.hives.map((hive) => hive.hive_id)).toEqual(['C', 'a', 'b']);
  expect(next.hives[2]).toBe(ab.hives[1]);
  expect(next.hives[1]).not.toBe(ab.hives[0]);
  expect(next.queen).toBe(ab.queen);
});

test('[S4] a sample that is sent again changes nothing; a different one with the same time does', () => {
  expect(fold(ab, telemetry('a'))).toBe(ab);
  const other = aTelemetry({ hive_id: 'a', timestamp: T0, workers: [aWorker({ cpu_pct: 50 })] });
  expect(fold(ab, other).hives[0]?.workers[0]?.cpu_pct).toBe(50);
});

test('fields that the next sample does not have are removed', () => {
  const before = fold(EMPTY_FLEET, aTelemetry({ seq: 7, health_status: { status: 'healthy' } }));
  const after = fold(before, aTelemetry({ timestamp: T1 }));
  expect(after.hives[0]).not.toHaveProperty('seq');
  expect(after.hives[0]).not.toHaveProperty('health_status');
});

test('[S3] a beat sets the queen, without its type, and does not change the hives', () => {
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
  const degraded = fold(ab, healthEvent('degraded', 'a'));
  expect(healths(fold(degraded, beat('a', 'b')))).toEqual({ a: 'degraded', b: 'healthy' });
});

test('[S10] hive events set the health and keep the last state', () => {
  const down = fold(ab, healthEvent('degraded', 'a'), healthEvent('down', 'b'));
  expect(healths(down)).toEqual({ a: 'degraded', b: 'down' });
  expect(down.hives[1]?.workers).toBe(ab.hives[1]?.workers);
  expect(healths(fold(down, healthEvent('up', 'a'), healthEvent('up', 'b', T1)))).toEqual({
    a: 'healthy',
    b: 'healthy',
  });
});

test('[S10] an event about an unknown hive, or with a health that is known, changes nothing', () => {
  expect(fold(ab, healthEvent('up', 'a'))).toBe(ab);
  expect(fold(ab, healthEvent('down', 'nobody'), healthEvent('forgotten', 'nobody'))).toBe(ab);
});

test('[R4] a forgotten hive is removed', () => {
  const left = fold(ab, healthEvent('forgotten', 'a'));
  expect(left.hives).toEqual([ab.hives[1]]);
  expect(left.hives[0]).toBe(ab.hives[1]);
});

test('[S5] a reset removes the hives that the queen does not know and keeps the others unchanged', () => {
  const reset = (...hive_ids: string[]) => ({ type: 'reset', hive_ids, timestamp: T1 }) as const;
  const left = fold(ab, reset('b', 'c'));
  expect(left.hives).toEqual([ab.hives[1]]);
  expect(left.hives[0]).toBe(ab.hives[1]);
  expect(fold(ab, reset('a', 'b'))).toBe(ab);
});

test('[S10] events of lag and of workers change nothing', () => {
  const worker = { worker_id: 'a/llm/1', hive_id: 'a', group: 'llm', instance: '1', pid: 7, model: null };
  const events: StreamEvent[] = [
    { type: 'lag', merged: 3, timestamp: T1 },
    { type: 'started', ...worker, timestamp: T1 },
    { type: 'gone', ...worker, timestamp: T1 },
  ];
  expect(fold(ab, ...events)).toBe(ab);
});

const hiveWithId = (hive_id: string) => ({ hive_id });

test('hives that are inserted one by one at their index are sorted in the order of code units', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'B', '1', '-', '.', ':') })), (ids) => {
      const hives: { hive_id: string }[] = [];
      for (const id of ids) hives.splice(sortedIndex(hives, id), 0, hiveWithId(id));
      expect(hives.map((it) => it.hive_id)).toEqual([...ids].sort());
    }),
  );
});

test('a hive that is in the list is found at its index', () => {
  const hives = ['a', 'b', 'c'].map(hiveWithId);
  expect(hives.map((it) => sortedIndex(hives, it.hive_id))).toEqual([0, 1, 2]);
});

const ids = fc.constantFrom('a', 'B', 'c', '1');
const anyEvent: fc.Arbitrary<StreamEvent> = fc.oneof(
  fc.tuple(ids, fc.constantFrom(T0, T1)).map(([id, time]) => telemetry(id, time)),
  fc
    .tuple(fc.constantFrom('up', 'degraded', 'down', 'forgotten'), ids)
    .map(([type, id]) => healthEvent(type, id)),
  fc.array(ids).map((list) => beat(...list)),
  fc.array(ids).map((hive_ids) => ({ type: 'reset' as const, hive_ids, timestamp: T1 })),
);

test('events that are applied together give what they give one by one, and every hive is found by its id', () => {
  fc.assert(
    fc.property(fc.array(anyEvent), fc.array(anyEvent), fc.boolean(), (first, second, looksUp) => {
      const middle = applyEvents(EMPTY_FLEET, first);
      if (looksUp) findHive(middle, 'a');
      const together = applyEvents(middle, second);
      expect(together).toEqual(fold(EMPTY_FLEET, ...first, ...second));
      expect(together.hives.map((hive) => hive.hive_id)).toEqual(
        together.hives.map((hive) => hive.hive_id).sort(),
      );
      for (const id of ['a', 'B', 'c', '1', 'nobody']) {
        expect(findHive(together, id)).toBe(together.hives.find((hive) => hive.hive_id === id));
        expect(findHive(middle, id)).toBe(middle.hives.find((hive) => hive.hive_id === id));
      }
    }),
  );
});

test('the work for a sample of every hive grows with the number of hives, not with its square', () => {
  const count = 2_000;
  const second = (timestamp: string) =>
    Array.from({ length: count }, (_, index) => telemetry(`hive-${index}`, timestamp));
  const { queen, hives } = applyEvents(EMPTY_FLEET, second(T0));
  let reads = 0;
  const counted = new Proxy(hives, {
    get: (target, name) => {
      reads += 1;
      return Reflect.get(target, name);
    },
  });
  expect(applyEvents({ queen, hives: counted }, second(T1)).hives).toHaveLength(count);
  expect(reads).toBeLessThan(50 * count);
});
