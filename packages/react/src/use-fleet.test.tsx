// @vitest-environment happy-dom
import { act, cleanup, render, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import { HeartbeatProvider } from './store.tsx';
import { connectionOf, createFakeStore, hiveOf, queenOf, workerOf } from './testing.ts';
import { useConnection, useFleet, useHive, useHiveIds, useHives, useQueen, useWorker } from './use-fleet.ts';

afterEach(cleanup);

const [first, second] = [hiveOf({ hive_id: 'a' }), hiveOf({ hive_id: 'b' })];

function watch<T>(hook: () => T, store = createFakeStore({ hives: [first, second] })) {
  let renders = 0;
  const wrapper = ({ children }: { children: ReactNode }) => (
    <HeartbeatProvider store={store}>{children}</HeartbeatProvider>
  );
  const counted = () => {
    renders += 1;
    return hook();
  };
  const { result, rerender } = renderHook(counted, { wrapper });
  const put = (change: Parameters<typeof store.put>[0]) => act(() => store.put(change));
  return { result, renders: () => renders, put, rerender };
}

test('useHive renders only with the samples of its hive', () => {
  const { result, renders, put } = watch(() => useHive('a'));
  put({ hives: [first, hiveOf({ hive_id: 'b', last_update: '2025-10-30T20:15:31Z' })] });
  put({ queen: queenOf() });
  put({ connection: connectionOf() });
  expect(renders()).toBe(1);
  const sample = hiveOf({ hive_id: 'a', workers: [] });
  put({ hives: [sample, second] });
  expect(result.current).toBe(sample);
  expect(renders()).toBe(2);
});

test('useHiveIds renders only when a hive is added or removed', () => {
  const { result, renders, put } = watch(useHiveIds);
  const ids = result.current;
  put({ hives: [hiveOf({ hive_id: 'a', workers: [] }), second] });
  expect(result.current).toBe(ids);
  expect(renders()).toBe(1);
  put({ hives: [second] });
  expect(result.current).toEqual(['b']);
  expect(renders()).toBe(2);
});

test('useWorker finds a worker by group and instance, and renders only when it changed', () => {
  const worker = workerOf({ instance: '8081' });
  const { result, renders, put } = watch(() => useWorker('a', 'llm', '8081'));
  expect(result.current).toBeUndefined();
  put({ hives: [hiveOf({ hive_id: 'a', workers: [workerOf(), worker] }), second] });
  expect(result.current).toBe(worker);
  put({ hives: [hiveOf({ hive_id: 'a', workers: [worker] }), second] });
  expect(renders()).toBe(2);
});

test('useConnection, useQueen and useHives render only with their own changes', () => {
  const store = createFakeStore({ hives: [first] });
  const watched = [watch(useConnection, store), watch(useQueen, store), watch(useHives, store)];
  act(() => store.put({ queen: queenOf() }));
  expect(watched.map((it) => it.renders())).toEqual([1, 2, 1]);
  act(() => store.put({ connection: connectionOf() }));
  expect(watched.map((it) => it.renders())).toEqual([2, 2, 1]);
});

test('an inline selector with a comparison renders only when the selected part differs', () => {
  const { result, renders, put, rerender } = watch(() =>
    useFleet(
      (state) => ({ hives: state.hives.length }),
      (a, b) => a.hives === b.hives,
    ),
  );
  const value = result.current;
  put({ queen: queenOf() });
  expect(renders()).toBe(1);
  put({ hives: [second, first] });
  rerender();
  expect(result.current).toBe(value);
  put({ hives: [] });
  expect(result.current).toEqual({ hives: 0 });
});

const Show = ({ id }: { id: string }) => <b>{useHive(id)?.hive_id}</b>;

test('useHive follows a change of the id, and unmounting unsubscribes', () => {
  const store = createFakeStore({ hives: [first, second] });
  const page = (id: string) => (
    <HeartbeatProvider store={store}>
      <Show id={id} />
    </HeartbeatProvider>
  );
  const { container, rerender, unmount } = render(page('a'));
  rerender(page('b'));
  expect(container.textContent).toBe('b');
  expect(store.subscribers()).toBe(1);
  unmount();
  expect(store.subscribers()).toBe(0);
});
