// @vitest-environment happy-dom
import { fleetHive, type HiveState } from '@rbee/queen-rbee-sdk';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeartbeatProvider } from '../store.tsx';
import { createFakeStore, hiveOf, NOW, nodeOf, workerOf } from '../testing.ts';
import { HiveView, type HiveViewProps } from './hive-view.tsx';

beforeEach(() => vi.useFakeTimers({ now: Date.parse(NOW) + 5_000 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const store = createFakeStore();
const show = (view: ReactNode) => <HeartbeatProvider store={store}>{view}</HeartbeatProvider>;
const viewOf = (hive: Partial<HiveState> = {}, props: Partial<HiveViewProps> = {}, isConnected = true) =>
  show(
    <HiveView
      hive={fleetHive(hiveOf({ node: nodeOf(), ...hive }), isConnected)}
      hrefOf={() => '#'}
      {...props}
    />,
  );
const text = () => document.body.textContent?.replaceAll('\u00a0', ' ');
const facts = () =>
  [...document.querySelectorAll('.rbee-machine-fact')].map((it) => it.textContent?.replaceAll('\u00a0', ' '));

test('a hive is a region with its name, and says what it runs on', () => {
  render(viewOf({}, { href: '/hives/hive-gpu-1' }));
  const region = screen.getByRole('region', { name: 'hive-gpu-1' });
  expect(within(region).getByRole('heading', { level: 2, name: 'hive-gpu-1' })).toBeDefined();
  expect(screen.getByRole('link', { name: 'hive-gpu-1' }).getAttribute('href')).toBe('/hives/hive-gpu-1');
  expect(text()).toContain('gpu-1 · Linux 6.1.0 · 8 cores · 32 GiB · hive 0.1.0');
  cleanup();
  render(viewOf({ transport: 'link' }));
  expect(text()).toContain('hive 0.1.0 over link');
});

test('the name opens the hive in the host', () => {
  const onOpenHive = vi.fn();
  render(viewOf({}, { href: '#', onOpenHive }));
  fireEvent.click(screen.getByRole('link', { name: 'hive-gpu-1' }));
  expect(onOpenHive).toHaveBeenCalledWith('hive-gpu-1');
});

test('[R4] a silent hive says since when, and the age goes on; a late one when it was last heard', () => {
  const { rerender } = render(viewOf({ health: 'down' }));
  expect(text()).toContain('stopped reporting 5s ago');
  act(() => vi.advanceTimersByTime(60_000));
  expect(text()).toContain('stopped reporting 1 min 5s ago');
  rerender(viewOf({ health: 'degraded' }));
  expect(text()).toContain('late, last heard 1 min 5s ago');
  rerender(viewOf());
  expect(text()).not.toMatch(/last heard|stopped/);
  rerender(viewOf({}, {}, false));
  expect(text()).toContain('late, last heard');
});

test('[H2] [H8] what a hive says of itself, and that its id is claimed twice, are lines of their own', () => {
  const unwell = { status: 'unhealthy', reason: 'disk full' } as const;
  const { rerender } = render(
    viewOf({ operational_status: 'stopping', health_status: unwell, conflicting_hives: 2 }),
  );
  const lines = () => [...document.querySelectorAll('.rbee-head-complaint')].map((it) => it.textContent);
  expect(lines()).toEqual([
    '2 other hives claim this id and are refused. Give each its own --hive-id.',
    'It says that it is stopping.',
    'It says that it is unhealthy: disk full',
  ]);
  rerender(viewOf({ operational_status: 'busy', health_status: { status: 'healthy' } }));
  expect(lines()).toEqual([]);
});

test('the machine: CPU of all cores and load, memory and swap, storage, the agent with what it lost, and the clock', () => {
  const lost = { skipped: 2, failed: 0, dropped: 1, refused: 0 };
  const agent = { version: '0.1.0', cpu_pct: 0.4, rss_mb: 60, lost };
  const worker = workerOf({ io_r_mb_s: 12, io_w_mb_s: 0.5 });
  render(
    viewOf({
      node: nodeOf({ agent, swap_used_mb: 512, unreadable_processes: 3 }),
      ...{ workers: [worker, { ...worker, instance: '2' }], clock_skew_ms: 3.4 },
    }),
  );
  expect(facts()).toEqual([
    'CPU1.6 % of 8 cores · load 0.5',
    'Memory4.0 GiB of 32 GiB · swap 512 MiB',
    'Storage, by its workers24 MiB/s read · 1.0 MiB/s written',
    'This agent0.4 % of a core · 60 MiB · 3 samples lost · 3 processes cannot be read',
    'Clock3 ms ahead of the queen',
  ]);
  fireEvent.click(screen.getByRole('button', { name: '3 samples lost' }));
  expect(screen.getByRole('tooltip').textContent).toContain('2 skipped because it was late');
});

test.each([
  [0.2, 'as that of the queen'],
  [-1_700, '1.7 s behind the queen'],
  [7_260_000, '2h 1 min ahead of the queen'],
])('a clock that is off by %d ms is "%s"', (clock_skew_ms, words) => {
  render(viewOf({ clock_skew_ms }));
  expect(facts().at(-1)).toBe(`Clock${words}`);
});

test('[W2] a figure of the machine that is not known has its reason; of a silent hive nothing is being measured', () => {
  const node = nodeOf({ unknown: { cpu_pct: 'first_sample' } });
  const { rerender } = render(viewOf({ node }));
  expect(facts()[0]).toBe('CPU–being measured · load 0.5');
  rerender(viewOf({ node, health: 'down' }));
  expect(facts()[0]).toBe('CPU–not measured · load 0.5');
});

test('without a worker it says how to start one, and what the doctor would say of the machine', () => {
  const { rerender } = render(viewOf({ workers: [] }));
  expect(screen.getByRole('heading', { name: 'No inference server runs here' })).toBeDefined();
  for (const command of ['llama-server -m model.gguf', 'npx rbee doctor'])
    expect(screen.getByText(command)).toBeDefined();
  expect(text()).toContain('none of them is an inference server that is known');
  rerender(viewOf({ workers: [], node: nodeOf({ unreadable_processes: 41 }) }));
  expect(text()).toContain('41 processes may not be read. Run the hive as root or with CAP_SYS_PTRACE');
  rerender(viewOf({ workers: [], node: nodeOf({ unknown: { workers: 'permission' } }) }));
  expect(text()).toContain('Workers are not known: no permission to read it.');
  rerender(viewOf({ workers: [], node: nodeOf({ os: 'darwin', unknown: { workers: 'not_exposed' } }) }));
  expect(text()).toContain('Workers cannot be seen on macOS');
  rerender(viewOf({ workers: [], health: 'down' }));
  expect(text()).toContain('No worker ran here when it was last heard.');
});

test('a filter leaves some of the workers; what is between the cards and the workers comes from the host', () => {
  const hive = fleetHive(
    hiveOf({ workers: [workerOf(), workerOf({ instance: '2', model: 'other' })] }),
    true,
  );
  render(
    show(
      <HiveView hive={hive} workers={hive.workers.slice(1)} hrefOf={() => '#'}>
        <p>the past</p>
      </HiveView>,
    ),
  );
  expect([...document.querySelectorAll('tbody a')].map((it) => it.textContent)).toEqual(['other']);
  expect(screen.getByText('the past')).toBeDefined();
});

test('a hive that tells nothing of its machine has its workers alone', () => {
  const { node: _, ...hive } = hiveOf();
  render(show(<HiveView hive={fleetHive(hive, true)} hrefOf={() => '#'} />));
  expect(document.querySelectorAll('.rbee-machine, .rbee-cards')).toHaveLength(0);
  expect(screen.getByText('llama-3.2-1b')).toBeDefined();
});
