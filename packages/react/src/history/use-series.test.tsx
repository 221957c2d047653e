// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeartbeatProvider } from '../store.tsx';
import { createFakeStore, workerOf } from '../testing.ts';
import { answerOf, createPastQueen } from './testing.tsx';
import { useHistory, useSeries } from './use-series.ts';

const NOW = Date.parse('2025-10-30T20:15:30Z');

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const pass = (ms = 50) => act(() => vi.advanceTimersByTimeAsync(ms));
const W1 = 'hive-gpu-1/llm/8080';
const target = { hive: 'hive-gpu-1', group: 'llm', instance: '8080' };
const fields = ['gpu_util_pct'];
const past = () => answerOf(NOW, { worker_id: W1, field: 'gpu_util_pct', mean: [10, null, 0] });

/** A sample of that worker `afterMs` later. */
const sampleAfter = (afterMs: number, gpu_util_pct: number) => ({
  ...{ type: 'hive_telemetry', hive_id: 'hive-gpu-1', health: 'healthy' },
  timestamp: new Date(NOW + afterMs).toISOString(),
  workers: [workerOf({ gpu_util_pct })],
});

test('useSeries gives the past, and goes on with the stream', async () => {
  const queen = createPastQueen({ series: past });
  const { result } = renderHook(() => useSeries(target, fields, '1m'), { wrapper: queen.wrapper });
  expect(result.current).toEqual({ status: 'loading', error: null, data: null });
  await pass();
  queen.send(sampleAfter(400, 42));
  await pass();
  expect(result.current.status).toBe('ready');
  expect(result.current.data?.series[0]?.mean.slice(-4)).toEqual([10, null, 0, 42]);
  expect(queen.asked).toEqual([
    '/series?worker=hive-gpu-1/llm/8080&fields=gpu_util_pct&from=-1m&max_points=600',
  ]);
});

test('in strict mode, and for two components, there is one request', async () => {
  const queen = createPastQueen({ series: past });
  const wrapper = ({ children }: { children: React.ReactNode }) => (
    <StrictMode>{queen.wrapper({ children })}</StrictMode>
  );
  const { result } = renderHook(
    () => [useSeries(target, fields, '1m'), useSeries({ ...target }, [...fields], '1m')],
    { wrapper },
  );
  await pass();
  expect(result.current.map(({ status }) => status)).toEqual(['ready', 'ready']);
  expect(queen.asked).toHaveLength(1);
});

test('changed arguments are another question, and the answer to the one before is not shown', async () => {
  const queen = createPastQueen({ series: past });
  const { result, rerender } = renderHook(({ range }) => useSeries(target, fields, range), {
    wrapper: queen.wrapper,
    initialProps: { range: '1m' },
  });
  await pass();
  rerender({ range: '1h' });
  expect(result.current.status).toBe('loading');
  await pass();
  expect(result.current.status).toBe('ready');
  expect(queen.asked[1]).toContain('from=-1h');
});

test('the component renders with new points only, not with each render of others', async () => {
  const queen = createPastQueen({ series: past });
  let renders = 0;
  const { result } = renderHook(
    () => {
      renders += 1;
      return useSeries(target, fields, '1m');
    },
    { wrapper: queen.wrapper },
  );
  await pass();
  const [before, state] = [renders, result.current];
  queen.send({ ...sampleAfter(400, 1), hive_id: 'another' } as { type: string });
  await pass();
  expect([renders, result.current]).toEqual([before, state]);
});

test('a query that cannot be used is a failure with its reason; nothing is thrown', () => {
  const queen = createPastQueen({ series: past });
  const { result } = renderHook(() => useSeries(target, fields, 'an hour'), { wrapper: queen.wrapper });
  expect(result.current).toMatchObject({ status: 'failed', data: null });
  expect(result.current.error).toMatch(/^range must be .*"an hour"/);
});

test('[P7] a queen without a history is off; of a store that has no client nothing is known', async () => {
  const queen = createPastQueen();
  const both = () => [useSeries(target, fields, '1m').status, useHistory().status];
  const { result } = renderHook(both, { wrapper: queen.wrapper });
  expect(result.current).toEqual(['loading', 'unknown']);
  await pass();
  expect(result.current).toEqual(['off', 'off']);
  const store = createFakeStore();
  const other = renderHook(both, {
    wrapper: ({ children }) => <HeartbeatProvider store={store}>{children}</HeartbeatProvider>,
  });
  expect(other.result.current).toEqual(['failed', 'unknown']);
});
