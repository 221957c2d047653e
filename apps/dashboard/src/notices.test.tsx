// @vitest-environment happy-dom
import { HeartbeatProvider } from '@rbee/queen-rbee-react';
import type { HeartbeatStore, QueenClient } from '@rbee/queen-rbee-sdk';
import { act, cleanup, fireEvent, renderHook, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hive, openApp, STATE, worker } from './testing.tsx';
import { useOlderPage } from './use-older-page.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  document.querySelector('meta[name="rbee-built"]')?.remove();
  sessionStorage.clear();
  localStorage.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const OLD = '2026-01-01T00:00:00.000Z';
const NEW = '2026-02-01T00:00:00.000Z';

function builtAt(time: string): void {
  const meta = document.createElement('meta');
  meta.name = 'rbee-built';
  meta.content = time;
  document.head.append(meta);
}

/** The hook in a page whose queen has a page of that build. */
async function older(build: string | null, reload: () => void) {
  const info = async () => ({ build_timestamp: build }) as Awaited<ReturnType<QueenClient['info']>>;
  const store = {
    getState: () => STATE,
    subscribe: () => () => {},
    onEvent: () => () => {},
    close: () => {},
    client: { info } as QueenClient,
  } satisfies HeartbeatStore;
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <HeartbeatProvider store={store}>{children}</HeartbeatProvider>
  );
  const { result } = renderHook(() => useOlderPage(reload), { wrapper });
  await act(() => vi.advanceTimersByTimeAsync(0));
  return result;
}

test('a page that is older than that of its queen says so, and loads itself again once for each build', async () => {
  builtAt(OLD);
  const reload = vi.fn();
  const first = await older(NEW, reload);
  expect(first.current).toBe('reloads');
  expect(reload).not.toHaveBeenCalled();
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  expect(reload).toHaveBeenCalledOnce();
  cleanup();
  const again = await older(NEW, reload);
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(again.current).toBe('still');
  expect(reload).toHaveBeenCalledOnce();
});

test.each([
  ['of the same build', OLD, OLD],
  ['that does not know its build', undefined, NEW],
  ['of a queen that has none', OLD, null],
])('a page %s stays', async (_what, own, build) => {
  if (own !== undefined) builtAt(own);
  const reload = vi.fn();
  const result = await older(build, reload);
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect([result.current, reload.mock.calls]).toEqual(['no', []]);
});

test('a page that can keep nothing tells it, but is not loaded again', async () => {
  builtAt(OLD);
  const setItem = () => {
    throw new Error('denied');
  };
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem, clear: () => {} });
  const reload = vi.fn();
  const result = await older(NEW, reload);
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect([result.current, reload.mock.calls]).toEqual(['reloads', []]);
});

test('a notice that was dismissed stays away at the next visit', async () => {
  vi.useRealTimers();
  const state = {
    ...STATE,
    hives: [{ ...hive('a', 0), workers: [{ ...worker('1', 0), origin: 'sample' as const }] }],
  };
  openApp('/', state);
  fireEvent.click(await screen.findByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByText(/Sample workers/)).toBeNull();
  cleanup();
  openApp('/', state);
  await screen.findByRole('main');
  expect(screen.queryByText(/Sample workers/)).toBeNull();
});
