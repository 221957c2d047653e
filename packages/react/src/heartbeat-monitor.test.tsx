// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { HeartbeatMonitor } from './heartbeat-monitor.tsx';
import { hiveOf, NOW, workerOf } from './testing.ts';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const numbers = () =>
  Object.fromEntries(
    screen.getAllByRole('term').map((it) => [it.textContent, it.nextElementSibling?.textContent]),
  );

test('works with only the three props of the seed', () => {
  const hives = [{ hive_id: 'hive-1', last_update: NOW, workers: [workerOf()] }];
  render(<HeartbeatMonitor workersOnline={1} hivesOnline={1} hives={hives} />);
  expect(numbers()).toEqual({ 'Workers online': '1', 'Hives online': '1' });
  expect(
    screen.getByRole('row', { name: /busy llm\/8080 llama-3.2-1b 85.5 % 4.0 of 24.0 GiB/ }),
  ).toBeDefined();
});

test('shows available counts if they are known', () => {
  render(
    <HeartbeatMonitor workersOnline={3} workersAvailable={2} hivesOnline={1} hivesAvailable={0} hives={[]} />,
  );
  expect(numbers()).toMatchObject({ 'Workers available': '2', 'Hives available': '0' });
});

const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

test('without hives it shows a text, or the one that the page gives', () => {
  vi.useFakeTimers();
  const { rerender } = render(<HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={[]} />);
  pass(3_000);
  expect(screen.getByText('No hive has reported yet.')).toBeDefined();
  rerender(<HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={[]} empty={<b>Start one.</b>} />);
  expect(screen.getByText('Start one.')).toBeDefined();
  expect(screen.queryByText('No hive has reported yet.')).toBeNull();
});

test('the text is shown only after three seconds of a live connection without hives', () => {
  vi.useFakeTimers({ now: 700 });
  const page = (connected: boolean, hives = [] as ReturnType<typeof hiveOf>[]) => (
    <HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={hives} connected={connected} empty="none" />
  );
  const { rerender } = render(page(true));
  pass(2_000);
  expect(screen.queryByText('none')).toBeNull();
  expect(screen.getByText('Waiting for a heartbeat…')).toBeDefined();
  pass(1_000);
  expect(screen.getByText('none')).toBeDefined();
  rerender(page(false));
  pass(5_000);
  expect(screen.queryByText('none')).toBeNull();
  rerender(page(true));
  pass(2_000);
  rerender(page(true, [hiveOf()]));
  pass(5_000);
  expect(screen.queryByText(/none|Waiting/)).toBeNull();
});

test('a clock that is set back does not delay the message', () => {
  vi.useFakeTimers({ now: 7_200_000 });
  render(<HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={[]} />);
  vi.setSystemTime(3_600_000);
  pass(1_000);
  pass(3_000);
  expect(screen.getByText('No hive has reported yet.')).toBeDefined();
});

test('a collapsed hive stays collapsed when another hive is added before it', () => {
  const [a, b] = [hiveOf({ hive_id: 'a' }), hiveOf({ hive_id: 'b' })];
  const { rerender } = render(<HeartbeatMonitor workersOnline={1} hivesOnline={1} hives={[b]} />);
  fireEvent.click(screen.getByRole('button', { name: 'b' }));
  rerender(<HeartbeatMonitor workersOnline={2} hivesOnline={2} hives={[a, b]} />);
  expect(screen.getByRole('button', { name: 'b', expanded: false })).toBeDefined();
  expect(screen.getByRole('button', { name: 'a', expanded: true })).toBeDefined();
});

test("[H7] with the queen's time, ages are measured by its clock", () => {
  vi.useFakeTimers({ now: Date.parse(NOW) + 3_600_000 });
  const hives = [hiveOf({ health: 'down', last_update: '2025-10-30T20:15:00Z' })];
  render(<HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={hives} timestamp={NOW} />);
  expect(screen.getByText(/stopped reporting/).textContent).toBe('stopped reporting 30s ago');
});

test('data is marked as stale while disconnected', () => {
  render(<HeartbeatMonitor workersOnline={1} hivesOnline={1} hives={[hiveOf()]} connected={false} />);
  expect(screen.getByRole('row', { name: /^stale/ })).toBeDefined();
});
