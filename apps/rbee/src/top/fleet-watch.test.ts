import type { FleetState, HeartbeatStore } from '@rbee/queen-rbee-sdk';
import { expect, test } from 'vitest';
import { FleetWatch, intervalFor } from './fleet-watch.ts';
import { aFleet, aHive } from './testing/a-fleet.ts';

/** A store whose state the test sets. */
function fakeStore() {
  const listeners = new Set<() => void>();
  let state = aFleet([], { queen: null });
  let isClosed = false;
  const store: HeartbeatStore = {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEvent: () => () => {},
    close: () => {
      isClosed = true;
    },
  };
  const set = (next: FleetState) => {
    state = next;
    for (const listener of [...listeners]) listener();
  };
  return { store, set, isClosed: () => isClosed, listeners: () => listeners.size };
}

function watching(intervalMs?: number) {
  const opened: { intervalMs: number; fake: ReturnType<typeof fakeStore> }[] = [];
  let now = 0;
  const changes: string[] = [];
  const watch = new FleetWatch({
    open: (interval) => {
      const fake = fakeStore();
      opened.push({ intervalMs: interval, fake });
      return fake.store;
    },
    intervalMs,
    now: () => now,
  });
  watch.start(() => changes.push(watch.getState().connection.state));
  return { watch, opened, changes, pass: (ms: number) => (now += ms) };
}

const fleetOf = (count: number, arrived = count): FleetState => {
  const hives = Array.from({ length: count }, (_, index) => aHive({ hive_id: `h${index}` }));
  return { ...aFleet(hives), hives: hives.slice(0, arrived) };
};

test.each([
  [0, 1_000],
  [100, 1_000],
  [101, 2_000],
  [1_000, 10_000],
  [100_000, 60_000],
])('of %i hives a sample of each is read every %i ms', (hives, ms) => {
  expect(intervalFor(hives)).toBe(ms);
});

test('a small fleet is read each second, and its changes are told', () => {
  const { opened, changes } = watching();
  opened[0]?.fake.set(fleetOf(100));
  expect(opened.map((it) => it.intervalMs)).toEqual([1_000]);
  expect(changes).toEqual(['live']);
});

test('for a large fleet the stream is opened again, and the former one stays until the other has the fleet', () => {
  const { watch, opened } = watching();
  opened[0]?.fake.set(fleetOf(1_000));
  expect(opened.map((it) => it.intervalMs)).toEqual([1_000, 10_000]);
  opened[1]?.fake.set(fleetOf(1_000, 10));
  expect([watch.getState().hives.length, watch.intervalMs, opened[0]?.fake.isClosed()]).toEqual([
    1_000,
    1_000,
    false,
  ]);
  opened[1]?.fake.set(fleetOf(1_000));
  expect([watch.intervalMs, opened[0]?.fake.isClosed(), opened[0]?.fake.listeners()]).toEqual([
    10_000,
    true,
    0,
  ]);
  opened[1]?.fake.set(fleetOf(1_100));
  opened[1]?.fake.set(fleetOf(700));
  expect(opened.length).toBe(2);
  opened[1]?.fake.set(fleetOf(100));
  expect(opened[2]?.intervalMs).toBe(1_000);
  watch.stop();
  expect(opened.map(({ fake }) => fake.isClosed())).toEqual([true, true, true]);
});

test('an interval that was given stays', () => {
  const { opened } = watching(500);
  opened[0]?.fake.set(fleetOf(2_000));
  expect(opened.map((it) => it.intervalMs)).toEqual([500]);
});

test('it knows since when the connection is as it is', () => {
  const { watch, opened, pass } = watching();
  pass(100);
  opened[0]?.fake.set(fleetOf(1));
  pass(100);
  opened[0]?.fake.set(fleetOf(2));
  expect(watch.since).toBe(100);
  pass(100);
  const { connection, ...rest } = fleetOf(2);
  opened[0]?.fake.set({ ...rest, connection: { ...connection, state: 'offline' } });
  expect(watch.since).toBe(300);
});
