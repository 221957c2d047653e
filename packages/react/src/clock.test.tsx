// @vitest-environment happy-dom
import { act, cleanup, render, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useClockOffset, useNow } from './clock.ts';

const START = Date.parse('2025-10-30T20:15:30Z');

beforeEach(() => vi.useFakeTimers({ now: START }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const Now = () => <i>{((useNow() ?? 0) - START) / 1000}</i>;

test('all components share one interval, which ends with the last of them', () => {
  const page = (
    <>
      <Now />
      <Now />
    </>
  );
  const { container, unmount } = render(page);
  expect(vi.getTimerCount()).toBe(1);
  act(() => vi.advanceTimersByTime(3_000));
  expect(container.textContent).toBe('33');
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});

test("[H7] the offset is how far this machine's clock is ahead of the queen's", () => {
  const { result, rerender } = renderHook(({ at }: { at?: string }) => useClockOffset(at), {
    initialProps: {},
  });
  expect(result.current).toBe(0);
  rerender({ at: '2025-10-30T20:15:00.2Z' });
  expect(result.current).toBe(30_000);
  vi.advanceTimersByTime(60_000);
  rerender({ at: '2025-10-30T20:15:00.2Z' });
  expect(result.current).toBe(30_000);
  rerender({ at: 'no time' });
  expect(result.current).toBe(0);
});
