// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeartbeatMonitor } from '../heartbeat-monitor.tsx';
import { LocaleProvider } from '../locale/index.ts';
import { gpuOf, hiveOf, NOW, nodeOf, workerOf } from '../testing.ts';
import { HiveHistory } from './hive-history.tsx';
import { answerOf, createPastQueen } from './testing.tsx';

vi.mock('./plot.ts', () => ({
  Plot: class {
    update() {}
    setCursor() {}
    destroy() {}
  },
}));

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOW) });
  vi.stubGlobal('IntersectionObserver', undefined);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms = 100) => act(() => vi.advanceTimersByTimeAsync(ms));
const W1 = 'hive-gpu-1/llm/8080';
const engine = { kind: 'vllm', state: 'ready', generation_tokens_per_s: 42 } as const;
const hive = hiveOf({
  node: nodeOf({ gpus: [gpuOf()] }),
  workers: [workerOf({ engine, gpus: [{ uuid: 'GPU-a', index: 0, vram_mb: 4096, util_pct: 90 }] })],
});

const queenOf = () =>
  createPastQueen({
    series: (query) => {
      const names =
        query.get('each') === 'worker'
          ? { worker_id: W1 }
          : query.get('each') === 'gpu'
            ? { gpu_uuid: 'GPU-a' }
            : {};
      const lines = (query.get('fields') ?? '').split(',');
      return answerOf(Date.parse(NOW), ...lines.map((field) => ({ ...names, field, mean: [1024, 2048] })));
    },
  });

const figures = () => screen.getAllByRole('figure').map((it) => it.getAttribute('aria-labelledby') ?? '');
const titles = () => figures().map((id) => document.getElementById(id)?.textContent);

test('the charts of a hive are asked for when they are opened, and share their requests', async () => {
  const queen = queenOf();
  render(<HiveHistory hive={hive} />, { wrapper: queen.wrapper });
  await pass();
  expect([queen.asked, screen.queryByRole('figure')]).toEqual([[], null]);
  fireEvent.click(screen.getByRole('button', { name: 'History hive-gpu-1', expanded: false }));
  await pass();
  expect(titles()).toEqual([
    ...['GPU use, %', 'GPU memory by worker, GiB', 'GPU power, W', 'GPU temperature, °C'],
    'Tokens a second by worker',
    ...['CPU of the machine, %', 'Memory of the machine, GiB'],
  ]);
  expect([...queen.asked].sort()).toEqual([
    '/events?hive=hive-gpu-1&from=-15m&limit=1000',
    '/series?hive=hive-gpu-1&each=gpu&fields=power_w,temp_c,util_pct&from=-15m&max_points=902',
    '/series?hive=hive-gpu-1&each=worker&fields=generation_tokens_per_s,vram_mb&from=-15m&max_points=902',
    '/series?hive=hive-gpu-1&fields=cpu_pct,ram_used_mb&from=-15m&max_points=902',
  ]);
  expect(screen.getAllByText('llm/8080', { selector: 'li', exact: false })).toHaveLength(2);
});

test('another range is asked for; a table is shown on request', async () => {
  const queen = queenOf();
  render(<HiveHistory hive={hive} open />, { wrapper: queen.wrapper });
  await pass();
  fireEvent.click(screen.getByRole('radio', { name: '24 h' }));
  await pass();
  expect(queen.asked.filter((it) => it.includes('from=-24h'))).toHaveLength(4);
  fireEvent.click(screen.getByRole('button', { name: 'Figures', pressed: false }));
  expect(screen.getAllByRole('table')).toHaveLength(7);
});

test('figures are those of the language, also if it is loaded after the charts', async () => {
  const queen = queenOf();
  const charts = <HiveHistory hive={hiveOf({ node: nodeOf({ cpu_count: 1 }) })} open />;
  const page = (language: string) => <LocaleProvider languages={[language]}>{charts}</LocaleProvider>;
  const { rerender } = render(page('en'), { wrapper: queen.wrapper });
  await pass();
  const memory = () => screen.getAllByRole('listitem').at(-1)?.textContent?.replaceAll('\u00a0', ' ');
  expect(memory()).toBe('2.0 GiB');
  rerender(page('de'));
  await act(() => vi.dynamicImportSettled());
  expect(memory()).toBe('2,0 GiB');
});

test('a hive that tells nothing of its machine has charts of its workers', async () => {
  const queen = queenOf();
  render(<HiveHistory hive={hiveOf()} open />, { wrapper: queen.wrapper });
  await pass();
  expect(titles()).toEqual(['CPU by worker, % of a core', 'Memory by worker, GiB']);
});

const monitor = (count: number, history?: boolean) => (
  <HeartbeatMonitor
    {...{ workersOnline: 1, hivesOnline: 1, history }}
    hives={Array.from({ length: count }, (_, index) => hiveOf({ hive_id: `hive-${index}` }))}
  />
);

test('a monitor shows the past only on request, and opens the charts of small fleets', async () => {
  const queen = queenOf();
  const { rerender } = render(monitor(1), { wrapper: queen.wrapper });
  await pass();
  expect([queen.asked, screen.queryByText('15 min')]).toEqual([[], null]);
  rerender(monitor(1, true));
  await pass();
  expect(screen.getByRole('columnheader', { name: '15 min' })).toBeDefined();
  expect(screen.getByRole('button', { name: 'History hive-0', expanded: true })).toBeDefined();
  cleanup();
  render(monitor(3, true), { wrapper: queen.wrapper });
  await pass();
  expect(screen.getAllByRole('button', { name: /^History/, expanded: false })).toHaveLength(3);
});

test('[P7] with a queen that keeps no history a monitor is what it is without', async () => {
  const { container } = render(monitor(1));
  const html = container.innerHTML.replaceAll(/_r_\w+_/g, '');
  cleanup();
  const queen = createPastQueen();
  const other = render(monitor(1, true), { wrapper: queen.wrapper });
  await pass();
  expect(queen.asked).toEqual(['']);
  expect(other.container.innerHTML.replaceAll(/_r_\w+_/g, '')).toBe(html);
});
