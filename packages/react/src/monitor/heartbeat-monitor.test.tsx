// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { hiveOf, NOW, workerOf } from '../testing/index.ts';
import { HeartbeatMonitor } from './index.ts';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const numbers = () =>
  Object.fromEntries(
    screen.getAllByRole('term').map((it) => [it.textContent, it.nextElementSibling?.textContent]),
  );

test("takes the seed's three props and nothing else", () => {
  const hives = [{ hive_id: 'hive-1', last_update: NOW, workers: [workerOf()] }];
  render(<HeartbeatMonitor workersOnline={1} hivesOnline={1} hives={hives} />);
  expect(numbers()).toEqual({ 'Workers online': '1', 'Hives online': '1' });
  expect(
    screen.getByRole('row', { name: /busy llm\/8080 llama-3.2-1b 85.5 % 4.0 of 24.0 GiB/ }),
  ).toBeDefined();
});

test('tells what is available where that is known', () => {
  render(
    <HeartbeatMonitor workersOnline={3} workersAvailable={2} hivesOnline={1} hivesAvailable={0} hives={[]} />,
  );
  expect(numbers()).toMatchObject({ 'Workers available': '2', 'Hives available': '0' });
});

test('without hives it says so, in the words of the page where it gives any', () => {
  const { rerender } = render(<HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={[]} />);
  expect(screen.getByText('No hive has reported yet.')).toBeDefined();
  rerender(<HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={[]} empty={<b>Start one.</b>} />);
  expect(screen.getByText('Start one.')).toBeDefined();
  expect(screen.queryByText('No hive has reported yet.')).toBeNull();
});

test('a hive that was closed stays closed when another comes before it', () => {
  const [a, b] = [hiveOf({ hive_id: 'a' }), hiveOf({ hive_id: 'b' })];
  const { rerender } = render(<HeartbeatMonitor workersOnline={1} hivesOnline={1} hives={[b]} />);
  fireEvent.click(screen.getByRole('button', { name: 'b' }));
  rerender(<HeartbeatMonitor workersOnline={2} hivesOnline={2} hives={[a, b]} />);
  expect(screen.getByRole('button', { name: 'b', expanded: false })).toBeDefined();
  expect(screen.getByRole('button', { name: 'a', expanded: true })).toBeDefined();
});

test("[H7] with the queen's time, ages are counted by her clock", () => {
  vi.useFakeTimers({ now: Date.parse(NOW) + 3_600_000 });
  const hives = [hiveOf({ health: 'down', last_update: '2025-10-30T20:15:00Z' })];
  render(<HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={hives} timestamp={NOW} />);
  expect(screen.getByText(/stopped reporting/).textContent).toBe('stopped reporting 30s ago');
});

test('what is no longer live is not called so', () => {
  render(<HeartbeatMonitor workersOnline={1} hivesOnline={1} hives={[hiveOf()]} connected={false} />);
  expect(screen.getByRole('row', { name: /^stale/ })).toBeDefined();
});
