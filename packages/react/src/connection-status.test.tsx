// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConnectionStatus } from './connection-status.tsx';
import { HeartbeatProvider } from './store.tsx';
import { connectionOf, createFakeStore } from './testing.ts';

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show() {
  const store = createFakeStore();
  const { container } = render(
    <HeartbeatProvider store={store}>
      <ConnectionStatus />
    </HeartbeatProvider>,
  );
  return {
    container,
    put: (it: Parameters<typeof connectionOf>[0]) => store.put({ connection: connectionOf(it) }),
  };
}

test.each([
  ['connecting', 'Connecting to the queen…'],
  ['live', 'Live'],
  ['stale', 'Connected, but the queen is silent'],
  ['offline', 'No connection to the queen'],
] as const)('a connection that is %s is shown as "%s"', (state, words) => {
  const { put } = show();
  act(() => put({ state }));
  expect(screen.getByRole('status').textContent).toBe(words);
});

test('while offline it counts down to the next attempt, outside of the text for screen readers', () => {
  const { container, put } = show();
  act(() => put({ state: 'offline', error: 'The queen cannot be reached.', retryAt: 3_000 }));
  expect(container.textContent).toContain('next attempt in 3s');
  act(() => vi.advanceTimersByTime(2_000));
  expect(container.textContent).toContain('next attempt in 1s');
  expect(screen.getByRole('status').textContent).toBe('No connection to the queen');
  expect(screen.getByTitle('The queen cannot be reached.')).toBeDefined();
  act(() => put({ state: 'offline', attempt: 1, retryAt: null }));
  expect(container.textContent).toContain('trying again…');
});

test('shows no next attempt if none is planned', () => {
  const { container, put } = show();
  act(() => put({ state: 'offline', error: 'The store was closed.' }));
  expect(container.textContent).toBe('No connection to the queen');
});
