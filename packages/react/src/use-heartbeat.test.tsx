// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import { HeartbeatProvider } from './store.tsx';
import { connectionOf, createFakeStore, hiveOf, NOW, queenOf } from './testing.ts';
import { useHeartbeat } from './use-heartbeat.ts';

afterEach(cleanup);

function watch(store = createFakeStore()) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <HeartbeatProvider store={store}>{children}</HeartbeatProvider>
  );
  const { result } = renderHook(() => useHeartbeat(), { wrapper });
  return { result, put: (change: Parameters<typeof store.put>[0]) => act(() => store.put(change)) };
}

test("[S3] gives data in the form of the seed after the queen's first beat", () => {
  const { result, put } = watch();
  expect(result.current).toEqual({ data: null, connected: false, loading: true, error: null });
  put({ connection: connectionOf(), queen: queenOf(), hives: [hiveOf()] });
  expect(result.current).toEqual({
    data: {
      workers_online: 1,
      workers_available: 0,
      hives_online: 1,
      hives_available: 1,
      hives: [{ hive_id: 'hive-gpu-1', health: 'healthy', workers: hiveOf().workers, last_update: NOW }],
      timestamp: NOW,
    },
    connected: true,
    loading: false,
    error: null,
  });
});

test('loading ends with the first failure, and the data is kept after a failure', () => {
  const offline = connectionOf({ state: 'offline', error: 'The queen cannot be reached.', retryAt: 5 });
  const { result, put } = watch();
  put({ connection: offline });
  expect(result.current).toMatchObject({ data: null, loading: false, error: 'The queen cannot be reached.' });
  put({ connection: connectionOf(), queen: queenOf() });
  put({ connection: offline });
  expect(result.current).toMatchObject({ connected: false, loading: false, data: { hives_online: 1 } });
});

test.each(['/queen', 'ftp://x', 'http://me:secret@queen'])(
  'an invalid address, such as %s, is reported as an error and does not throw',
  (address) => {
    const { result, rerender } = renderHook((baseUrl: string) => useHeartbeat(baseUrl), {
      initialProps: address,
    });
    expect(result.current).toEqual({
      data: null,
      connected: false,
      loading: false,
      error: expect.stringMatching(/^baseUrl must .*\.$/),
    });
    rerender(`${address}/`);
    expect(result.current.error).toMatch(/^baseUrl must /);
  },
);

test('a provider with an invalid address reports the error and does not throw', () => {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <HeartbeatProvider baseUrl="queen">{children}</HeartbeatProvider>
  );
  const { result } = renderHook(() => useHeartbeat(), { wrapper });
  expect(result.current.error).toMatch(/^baseUrl must .*not "queen"\.$/);
});

test('a silent stream is not connected, though nothing failed', () => {
  const { result } = watch(
    createFakeStore({ queen: queenOf(), connection: connectionOf({ state: 'stale' }) }),
  );
  expect(result.current).toMatchObject({ connected: false, loading: false, error: null });
});

test('a hive without a new sample keeps its identity, and a page that changes its data does not change the store', () => {
  const [quiet, loud] = [hiveOf({ hive_id: 'a' }), hiveOf({ hive_id: 'b' })];
  const { result, put } = watch(createFakeStore({ queen: queenOf(), hives: [quiet, loud] }));
  const before = result.current.data?.hives;
  put({ hives: [quiet, hiveOf({ hive_id: 'b' })] });
  const after = result.current.data?.hives;
  expect(after?.[0]).toBe(before?.[0]);
  expect(after?.[1]).not.toBe(before?.[1]);
  after?.[0]?.workers.pop();
  expect(quiet.workers).toHaveLength(1);
});
