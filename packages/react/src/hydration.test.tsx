// @vitest-environment happy-dom
import { act } from '@testing-library/react';
import { hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConnectionStatus, HeartbeatMonitor, HeartbeatProvider, useHeartbeat } from './index.ts';
import { connectionOf, createFakeStore, hiveOf, NOW, queenOf } from './testing.ts';

beforeEach(() => vi.useFakeTimers({ now: Date.parse(NOW) }));
afterEach(() => vi.useRealTimers());

const hives = [hiveOf({ hive_id: 'a', health: 'down' }), hiveOf({ hive_id: 'b', health: 'degraded' })];

function Live() {
  const { data, error } = useHeartbeat();
  return <p>{error ?? data?.timestamp ?? 'waiting'}</p>;
}

const pageOf = (store: ReturnType<typeof createFakeStore>) => (
  <HeartbeatProvider store={store}>
    <Live />
    <ConnectionStatus />
    <HeartbeatMonitor workersOnline={1} hivesOnline={1} hives={hives} timestamp={NOW} />
  </HeartbeatProvider>
);

test('a page hydrates HTML that a server rendered a minute ago, then updates the ages', () => {
  const offline = connectionOf({ state: 'offline', error: 'No answer.', retryAt: Date.now() + 90_000 });
  const page = pageOf(createFakeStore({ queen: queenOf(), hives, connection: offline }));
  const container = document.createElement('div');
  container.innerHTML = renderToString(page);
  expect(container.textContent).toContain(`stopped reporting ${NOW}`);
  expect(container.textContent).not.toContain('ago');
  vi.advanceTimersByTime(61_000);
  const onRecoverableError = vi.fn();
  let root: Root | undefined;
  act(() => {
    root = hydrateRoot(container, page, { onRecoverableError });
  });
  expect(onRecoverableError).not.toHaveBeenCalled();
  expect(container.textContent).toContain('next attempt in 29s');
  expect(container.textContent).toMatch(/stopped reporting \d+s ago/);
  act(() => root?.unmount());
});

const Broken = () => <p>{useHeartbeat('/queen').error ?? 'Connecting…'}</p>;

test('a page with an invalid address hydrates the error that the server rendered', () => {
  const container = document.createElement('div');
  container.innerHTML = renderToString(<Broken />);
  expect(container.textContent).toMatch(/^baseUrl must be /);
  const onRecoverableError = vi.fn();
  let root: Root | undefined;
  act(() => {
    root = hydrateRoot(container, <Broken />, { onRecoverableError });
  });
  expect(onRecoverableError).not.toHaveBeenCalled();
  expect(container.textContent).toMatch(/^baseUrl must be /);
  act(() => root?.unmount());
});
