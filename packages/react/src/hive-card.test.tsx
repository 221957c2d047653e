// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HiveCard } from './hive-card.tsx';
import { hiveOf, NOW, nodeOf, workerOf } from './testing.ts';

beforeEach(() => vi.useFakeTimers({ now: Date.parse(NOW) + 5_000 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const text = () => document.body.textContent?.replace(/\s+/g, ' ');

test('a hive opens and closes, and stays as it was left when a sample comes', () => {
  const { rerender } = render(<HiveCard hive={hiveOf()} />);
  const button = screen.getByRole('button', { name: 'hive-gpu-1', expanded: true });
  const body = document.getElementById(button.getAttribute('aria-controls') ?? '');
  expect(body?.hidden).toBe(false);
  fireEvent.click(button);
  rerender(<HiveCard hive={hiveOf({ workers: [workerOf(), workerOf({ instance: '8081' })] })} />);
  expect(button.getAttribute('aria-expanded')).toBe('false');
  expect(body?.hidden).toBe(true);
  expect(text()).toContain('2 workers');
});

test('a hive is a region and a heading by its name', () => {
  render(<HiveCard hive={hiveOf()} />);
  expect(screen.getByRole('region', { name: 'hive-gpu-1' })).toBeDefined();
  expect(screen.getByRole('heading', { level: 2, name: 'hive-gpu-1' })).toBeDefined();
});

test('[R4] a hive that went down keeps its last state and says how long it has been silent', () => {
  render(<HiveCard hive={hiveOf({ health: 'down' })} />);
  expect(text()).toContain('stopped reporting 5s ago');
  act(() => vi.advanceTimersByTime(60_000));
  expect(text()).toContain('stopped reporting 1m 5s ago');
  expect(screen.getByRole('row', { name: /down llm\/8080 llama-3.2-1b 85.5 %/ })).toBeDefined();
});

test("[H7] the silence is counted by the queen's clock", () => {
  render(<HiveCard hive={hiveOf({ health: 'down' })} clockOffsetMs={3_000} />);
  expect(text()).toContain('stopped reporting 2s ago');
});

test('[R1] a hive that is late says so, and its workers are stale', () => {
  render(<HiveCard hive={hiveOf({ health: 'degraded' })} />);
  expect(text()).toContain('late, last heard 5s ago');
  expect(screen.getByRole('row', { name: /^stale/ })).toBeDefined();
});

test('without a connection nothing is called busy', () => {
  render(<HiveCard hive={hiveOf()} connected={false} />);
  expect(screen.getByRole('row', { name: /^stale/ })).toBeDefined();
  expect(text()).not.toContain('busy');
});

test("[H2] what a hive says of itself is shown, where that is not 'all is well'", () => {
  const unwell = { status: 'unhealthy', reason: 'disk full' } as const;
  const { rerender } = render(
    <HiveCard hive={hiveOf({ operational_status: 'stopping', health_status: unwell })} />,
  );
  expect(text()).toContain('stoppingsays it is unhealthy: disk full');
  rerender(<HiveCard hive={hiveOf({ operational_status: 'ready', health_status: { status: 'healthy' } })} />);
  expect(text()).not.toMatch(/ready|says it is/);
});

test('the machine in one line: CPU of all its cores, memory, load and what the hive costs', () => {
  render(<HiveCard hive={hiveOf({ node: nodeOf() })} />);
  const line = screen.getAllByRole('definition').map((it) => it.textContent);
  expect(line).toEqual(['gpu-1, Linux', '1.6 % of 8 cores', '4.0 of 32.0 GiB', '0.50', '0.4 %, 60 MiB']);
});

test('[W2] a figure of the machine that is not known is a dash and the reason', () => {
  render(<HiveCard hive={hiveOf({ node: nodeOf({ unknown: { cpu_pct: 'first_sample' } }) })} />);
  expect(text()).toContain('– (measuring…) of 8 cores');
});

test('[R4] nothing is being measured any more on a hive that is down', () => {
  const unknown = { cpu_pct: 'first_sample' } as const;
  const hive = hiveOf({ node: nodeOf({ unknown }), workers: [workerOf({ unknown })] });
  const { rerender } = render(<HiveCard hive={hive} />);
  expect(text()?.match(/– \(?measuring…/g)).toHaveLength(2);
  rerender(<HiveCard hive={{ ...hive, health: 'down' }} />);
  expect(text()).not.toContain('measuring');
  expect(text()?.match(/– \(?not measured/g)).toHaveLength(2);
});

test('a hive without workers says what that means', () => {
  const blind = nodeOf({ os: 'darwin', unknown: { workers: 'not_exposed' } });
  const { rerender } = render(<HiveCard hive={hiveOf({ workers: [] })} />);
  expect(text()).toContain('No inference server runs here.');
  rerender(<HiveCard hive={hiveOf({ workers: [], node: blind })} />);
  expect(text()).toContain('Workers cannot be seen on macOS.');
  rerender(<HiveCard hive={hiveOf({ workers: [], health: 'down' })} />);
  expect(text()).toContain('No worker ran here when it was last heard.');
});

test('a time that cannot be read is left out', () => {
  render(<HiveCard hive={hiveOf({ health: 'down', last_update: 'yesterday' })} />);
  expect(text()).toContain('stopped reporting');
  expect(text()).not.toContain('NaN');
});

test('[H8] another hive that claims the id is reported, with what to do', () => {
  const { rerender } = render(<HiveCard hive={hiveOf({ conflicting_hives: 1 })} />);
  expect(text()).toContain('another hive claims this id and is refused; give each its own --hive-id');
  rerender(<HiveCard hive={hiveOf({ conflicting_hives: 999 })} />);
  expect(text()).toContain('999 other hives claim this id and are refused');
  rerender(<HiveCard hive={hiveOf()} />);
  expect(text()).not.toContain('claim');
});
