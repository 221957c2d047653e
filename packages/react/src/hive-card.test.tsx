// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HiveCard } from './hive-card.tsx';
import { gpuOf, hiveOf, NOW, nodeOf, workerOf } from './testing.ts';

beforeEach(() => vi.useFakeTimers({ now: Date.parse(NOW) + 5_000 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const text = () => document.body.textContent?.replace(/\s+/g, ' ');

test('a hive can be collapsed and stays collapsed when a sample comes', () => {
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

test('a hive is a region and a heading with its name', () => {
  render(<HiveCard hive={hiveOf()} />);
  expect(screen.getByRole('region', { name: 'hive-gpu-1' })).toBeDefined();
  expect(screen.getByRole('heading', { level: 2, name: 'hive-gpu-1' })).toBeDefined();
});

test('[R4] a hive that is down is shown with its last state and the time since its last heartbeat', () => {
  render(<HiveCard hive={hiveOf({ health: 'down' })} />);
  expect(text()).toContain('stopped reporting 5s ago');
  act(() => vi.advanceTimersByTime(60_000));
  expect(text()).toContain('stopped reporting 1m 5s ago');
  expect(screen.getByRole('row', { name: /down llm\/8080 llama-3.2-1b 85.5 %/ })).toBeDefined();
});

test("[H7] the age of the last heartbeat is measured by the queen's clock", () => {
  render(<HiveCard hive={hiveOf({ health: 'down' })} clockOffsetMs={3_000} />);
  expect(text()).toContain('stopped reporting 2s ago');
});

test('[R1] a hive that is late has a badge, and its workers are stale', () => {
  render(<HiveCard hive={hiveOf({ health: 'degraded' })} />);
  expect(text()).toContain('late, last heard 5s ago');
  expect(screen.getByRole('row', { name: /^stale/ })).toBeDefined();
});

test('without a connection no worker is shown as busy', () => {
  render(<HiveCard hive={hiveOf()} connected={false} />);
  expect(screen.getByRole('row', { name: /^stale/ })).toBeDefined();
  expect(text()).not.toContain('busy');
});

test('[H2] the status that a hive reports is shown unless it is ready and healthy', () => {
  const unwell = { status: 'unhealthy', reason: 'disk full' } as const;
  const { rerender } = render(
    <HiveCard hive={hiveOf({ operational_status: 'stopping', health_status: unwell })} />,
  );
  expect(text()).toContain('stoppingsays it is unhealthy: disk full');
  rerender(<HiveCard hive={hiveOf({ operational_status: 'ready', health_status: { status: 'healthy' } })} />);
  expect(text()).not.toMatch(/ready|says it is/);
});

test('the machine is shown in one line: CPU use, memory, load and the resources of the hive', () => {
  render(<HiveCard hive={hiveOf({ node: nodeOf() })} />);
  const line = screen.getAllByRole('definition').map((it) => it.textContent);
  expect(line).toEqual(['gpu-1, Linux', '1.6 % of 8 cores', '4.0 of 32.0 GiB', '0.50', '0.4 %, 60 MiB']);
});

test('[W2] an unknown figure of the machine is shown as a dash with the reason', () => {
  render(<HiveCard hive={hiveOf({ node: nodeOf({ unknown: { cpu_pct: 'first_sample' } }) })} />);
  expect(text()).toContain('– (measuring…) of 8 cores');
});

test('[R4] no figure of a hive that is down is shown as being measured', () => {
  const unknown = { cpu_pct: 'first_sample' } as const;
  const hive = hiveOf({ node: nodeOf({ unknown }), workers: [workerOf({ unknown })] });
  const { rerender } = render(<HiveCard hive={hive} />);
  expect(text()?.match(/– \(?measuring…/g)).toHaveLength(2);
  rerender(<HiveCard hive={{ ...hive, health: 'down' }} />);
  expect(text()).not.toContain('measuring');
  expect(text()?.match(/– \(?not measured/g)).toHaveLength(2);
});

test('for a hive without workers the reason is shown', () => {
  const blind = nodeOf({ os: 'darwin', unknown: { workers: 'not_exposed' } });
  const { rerender } = render(<HiveCard hive={hiveOf({ workers: [] })} />);
  expect(text()).toContain('No inference server runs here.');
  rerender(<HiveCard hive={hiveOf({ workers: [], node: blind })} />);
  expect(text()).toContain('Workers cannot be seen on macOS.');
  rerender(<HiveCard hive={hiveOf({ workers: [], health: 'down' })} />);
  expect(text()).toContain('No worker ran here when it was last heard.');
});

test('an invalid time is left out', () => {
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

test('[N1] the GPUs of a machine are a table; a machine without one has none', () => {
  const { rerender } = render(<HiveCard hive={hiveOf({ node: nodeOf({ gpus: [gpuOf()] }) })} />);
  expect(screen.getByRole('table', { name: 'GPUs of hive-gpu-1' })).toBeDefined();
  rerender(<HiveCard hive={hiveOf({ node: nodeOf() })} />);
  expect(screen.queryByRole('table', { name: 'GPUs of hive-gpu-1' })).toBeNull();
  expect(text()).not.toContain('GPUs');
});

test('[N1] GPUs that cannot be read are told with the reason', () => {
  const node = nodeOf({ unknown: { gpus: 'permission' } });
  const { rerender } = render(<HiveCard hive={hiveOf({ node })} />);
  expect(text()).toContain('GPUs– no permission to read');
  rerender(<HiveCard hive={hiveOf({ node: { ...node, gpus: [gpuOf()] } })} />);
  expect(text()).toContain('More GPUs– no permission to read');
});
