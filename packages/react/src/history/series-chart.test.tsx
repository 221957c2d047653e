// @vitest-environment happy-dom
import type { SeriesData, SeriesLine, SeriesState } from '@rbee/queen-rbee-sdk';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createChartCursor } from './chart-cursor.ts';
import type { PlotListener, PlotModel } from './plot.ts';
import { SeriesChart, type SeriesChartProps } from './series-chart.tsx';

/** What the plots were given: a canvas needs a browser, see tests/e2e/page-past.test.ts. */
const plots = vi.hoisted(() => ({
  models: [] as unknown[],
  cursors: [] as (number | null)[],
  destroyed: 0,
  point: (_time: number | null) => {},
  zoom: undefined as PlotListener['zoom'],
}));
vi.mock('./plot.ts', () => ({
  Plot: class {
    constructor(_host: unknown, model: PlotModel, listener: PlotListener) {
      plots.models.push(model);
      plots.point = listener.cursor;
      plots.zoom = listener.zoom;
    }
    update(model: PlotModel) {
      plots.models.push(model);
    }
    setCursor(time: number | null) {
      plots.cursors.push(time);
    }
    destroy() {
      plots.destroyed += 1;
    }
  },
}));

beforeEach(() => {
  Object.assign(plots, { models: [], cursors: [], destroyed: 0 });
  vi.stubGlobal('IntersectionObserver', undefined);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const FROM = Date.UTC(2025, 9, 30, 20, 15, 30);
const lineOf = (gpu_uuid: string, mean: SeriesLine['mean'], gaps: SeriesLine['gaps'] = []): SeriesLine => ({
  ...{ hive_id: 'a', worker_id: undefined, gpu_uuid, field: 'util_pct', mean, min: mean, max: mean, gaps },
});
const dataOf = (...series: SeriesLine[]): SeriesData => ({
  ...{ from: FROM, to: FROM + 3_000, stepMs: 1_000, tier: '1s', isMerged: false, series },
});
const ready = (...series: SeriesLine[]): SeriesState => ({
  ...{ status: 'ready', error: null, data: dataOf(...series) },
});
const timeout = [{ from: FROM + 1_000, to: FROM + 2_000, reason: 'timeout' }];
const TWO = ready(lineOf('GPU 0', [10, null, 30], timeout), lineOf('GPU 1', [0, 0, 0]));

const chart = (props: Partial<SeriesChartProps> = {}) => (
  <SeriesChart
    title="GPU use"
    series={TWO}
    styleOf={({ gpu_uuid }) => ({ label: gpu_uuid ?? '' })}
    format={(value) => `${value} %`}
    {...props}
  />
);
const show = async (props: Partial<SeriesChartProps> = {}) => {
  const view = render(chart(props));
  await act(async () => {
    await vi.dynamicImportSettled();
  });
  return view;
};
const legend = () => screen.getAllByRole('listitem').map((it) => it.textContent);

test('a chart is a figure with a name, and its legend has the latest values', async () => {
  await show();
  expect(screen.getByRole('figure', { name: 'GPU use' })).toBeDefined();
  expect(legend()).toEqual(['GPU 0 30 %', 'GPU 1 0 %']);
  expect(plots.models).toHaveLength(1);
});

test('[W2] the arrow keys move the cursor; the legend and screen readers get values and reasons', async () => {
  await show();
  const slider = screen.getByRole('slider', { name: 'GPU use' });
  fireEvent.keyDown(slider, { key: 'ArrowLeft' });
  expect(legend()).toEqual(['GPU 0 – no answer in time', 'GPU 1 0 %']);
  expect(slider.getAttribute('aria-valuetext')).toMatch(/: GPU 0 – no answer in time, GPU 1 0 %$/);
  expect(slider.getAttribute('aria-valuenow')).toBe('1');
  expect(plots.cursors.at(-1)).toBe(FROM + 1_000);
  fireEvent.keyDown(slider, { key: 'Home' });
  expect(legend()).toEqual(['GPU 0 10 %', 'GPU 1 0 %']);
  fireEvent.keyDown(slider, { key: 'Escape' });
  expect([plots.cursors.at(-1), legend()[0]]).toEqual([null, 'GPU 0 30 %']);
  expect(fireEvent.keyDown(slider, { key: 'Tab' })).toBe(true);
});

test('a chart that gets the focus has a cursor at its newest point, and loses it again', async () => {
  await show({ marks: [{ at: FROM + 2_000, label: 'llm/8080 ended' }] });
  const slider = screen.getByRole('slider');
  act(() => slider.focus());
  expect(plots.cursors.at(-1)).toBe(FROM + 2_000);
  expect(slider.getAttribute('aria-valuetext')).toMatch(/: GPU 0 30 %, GPU 1 0 %, llm\/8080 ended$/);
  act(() => slider.blur());
  expect(plots.cursors.at(-1)).toBeNull();
});

test('charts with one cursor show the same time, and what happened then', async () => {
  const cursor = createChartCursor();
  const marks = [{ at: FROM + 400, label: 'llm/8080 started' }];
  render(
    <>
      {chart({ title: 'one', cursor, marks })}
      {chart({ title: 'two', cursor })}
    </>,
  );
  await act(async () => {
    await vi.dynamicImportSettled();
  });
  act(() => plots.point(FROM));
  const [one, two] = ['one', 'two'].map((name) => within(screen.getByRole('figure', { name })));
  expect(one?.getByText(/:15:30 · llm\/8080 started$/)).toBeDefined();
  expect(two?.getByText(/:15:30$/)).toBeDefined();
  expect(two?.getAllByRole('listitem').map((it) => it.textContent)).toEqual(['GPU 0 10 %', 'GPU 1 0 %']);
});

test('a table tells each line in numbers, and how long it had no value', async () => {
  await show({ table: true });
  const rows = within(screen.getByRole('table', { name: 'GPU use' })).getAllByRole('row');
  const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent));
  expect(cells).toEqual([
    ['', 'Lowest', 'Mean', 'Highest', 'Latest', 'Without a value'],
    ['GPU 0', '10 %', '20 %', '30 %', '30 %', '1s no answer in time'],
    ['GPU 1', '0 %', '0 %', '0 %', '0 %', '–'],
  ]);
});

test('new points are drawn by the same plot, and it is freed when the chart is gone', async () => {
  const { rerender, unmount } = await show();
  rerender(chart({ series: ready(lineOf('GPU 0', [1, 2, 3])) }));
  expect(plots.models).toHaveLength(2);
  unmount();
  expect(plots.destroyed).toBe(1);
});

test.each([
  [{ status: 'loading', error: null, data: null }, 'Loading the past…'],
  [{ status: 'off', error: null, data: null }, 'This queen keeps no history, so only the present is shown.'],
  [{ status: 'failed', error: 'No answer.', data: null }, 'No answer.'],
  [ready(), 'There are no values in this time.'],
] satisfies [SeriesState, string][])('without a line it says why in words: %j', async (series, words) => {
  await show({ series });
  expect(screen.getByText(words)).toBeDefined();
  expect(screen.queryByRole('slider')).toBeNull();
});

test('with reduced motion the plot moves on every ten seconds only, but another range is shown at once', async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  const { rerender } = await show();
  rerender(chart({ series: ready(lineOf('GPU 0', [1, 2, 3])) }));
  expect(plots.models).toHaveLength(1);
  const other = { ...dataOf(lineOf('GPU 0', [1, 2, 3])), stepMs: 5_000 };
  rerender(chart({ series: { status: 'ready', error: null, data: other } }));
  expect(plots.models).toHaveLength(2);
});

test('a chart is zoomed by dragging and by keys where its host wants it', async () => {
  await show();
  expect(plots.zoom).toBeUndefined();
  cleanup();
  const onZoom = vi.fn();
  await show({ onZoom });
  const span = { from: FROM, to: FROM + 1_000 };
  plots.zoom?.(span);
  const slider = screen.getByRole('slider', { name: 'GPU use' });
  fireEvent.keyDown(slider, { key: '-' });
  fireEvent.keyDown(slider, { key: 'Escape' });
  expect(onZoom.mock.calls).toEqual([[span], [{ from: FROM - 7_000, to: FROM + 3_000 }], [null]]);
});
