// @vitest-environment happy-dom
import type { FleetState, HeartbeatStore, HiveState } from '@rbee/queen-rbee-sdk';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useFleetPicture } from './fleet-picture.ts';
import { HeartbeatProvider, INITIAL_STATE } from './store.tsx';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const aHive = (hive_id: string): HiveState => ({
  ...{ hive_id, last_update: '2025-10-30T20:15:30Z', health: 'healthy', workers: [] },
});

/** A store whose state a test sets. */
function aStore() {
  let state: FleetState = { ...INITIAL_STATE, connection: { ...INITIAL_STATE.connection, state: 'live' } };
  const listeners = new Set<() => void>();
  const store: HeartbeatStore = {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEvent: () => () => {},
    close: () => {},
  };
  const set = (more: Partial<FleetState>) =>
    act(() => {
      state = { ...state, ...more };
      for (const listener of [...listeners]) listener();
    });
  return { store, set, listeners };
}

let renders = 0;
function Fleet() {
  renders += 1;
  const { hives, connection, totals } = useFleetPicture();
  return (
    <p>{`${connection.state} ${hives.map(({ hive }) => hive.hive_id).join()} ${totals.hives.late} late`}</p>
  );
}

const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

function open() {
  const fleet = aStore();
  renders = 0;
  render(
    <HeartbeatProvider store={fleet.store}>
      <Fleet />
    </HeartbeatProvider>,
  );
  return fleet;
}

test('a fleet that arrives is shown soon, later changes once a second', () => {
  const { set } = open();
  set({ hives: [aHive('a')] });
  expect(screen.getByText('live a 0 late')).toBeDefined();
  set({ hives: [aHive('a'), aHive('b')] });
  pass(100);
  expect(screen.getByText('live a,b 0 late')).toBeDefined();
  pass(5_000);
  renders = 0;
  for (let change = 0; change < 40; change += 1) {
    set({ hives: [aHive('a'), aHive(`c${change}`)] });
    pass(50);
  }
  expect(renders).toBeLessThanOrEqual(3);
  pass(1_000);
  expect(screen.getByText('live a,c39 0 late')).toBeDefined();
});

test('a lost connection is shown at once, and makes all hives late', () => {
  const { set } = open();
  set({ hives: [aHive('a')] });
  pass(5_000);
  set({ hives: [aHive('a')] });
  set({ connection: { ...INITIAL_STATE.connection, state: 'offline' } });
  expect(screen.getByText('offline a 1 late')).toBeDefined();
});

test('a page that nobody sees is rendered every five seconds, and at once when it is seen again', () => {
  const { set } = open();
  set({ hives: [aHive('a')] });
  pass(5_000);
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  set({ hives: [aHive('b')] });
  set({ hives: [aHive('c')] });
  pass(4_000);
  expect(screen.getByText('live b 0 late')).toBeDefined();
  pass(1_000);
  expect(screen.getByText('live c 0 late')).toBeDefined();
  set({ hives: [aHive('d')] });
  visibility.mockReturnValue('visible');
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  expect(screen.getByText('live d 0 late')).toBeDefined();
});

test('without a viewer there is neither a subscription nor a timer', () => {
  const { set, listeners } = open();
  pass(5_000);
  set({ hives: [aHive('a')] });
  set({ hives: [aHive('b')] });
  cleanup();
  expect(listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
