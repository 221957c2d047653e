// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { workersOf } from './testing.ts';
import { WorkerGrid, type WorkerGridProps } from './worker-grid.tsx';

afterEach(cleanup);

/** Says of each observed element whether it is in sight; nothing is said unless a test does. */
const tellSight: ((isIntersecting: boolean) => void)[] = [];
vi.stubGlobal(
  'IntersectionObserver',
  class {
    readonly #tell: (entries: readonly object[]) => void;
    constructor(tell: (entries: readonly object[]) => void) {
      this.#tell = tell;
    }
    observe(target: Element): void {
      tellSight.push((isIntersecting) => this.#tell([{ target, isIntersecting }]));
    }
    unobserve(): void {}
  },
);

const gridOf = (props: Partial<WorkerGridProps> = {}) => (
  <WorkerGrid workers={workersOf(3)} hrefOf={({ id }) => `#${id}`} {...props} />
);
// Roles of many elements take long to compute.
const names = () => [...document.querySelectorAll('tbody th')].map(({ textContent }) => textContent);
const stops = () =>
  [...document.querySelectorAll('tbody a')].filter((it) => (it as HTMLElement).tabIndex === 0);
const rowTexts = () =>
  [...document.querySelectorAll('tbody tr')].map(({ textContent }) => textContent?.replaceAll('\u00a0', ' '));
const linkOf = (name: string) => screen.getByText(name);

test('of 8,000 workers only the rows in sight exist, and the table says how many there are', () => {
  render(gridOf({ workers: workersOf(8_000), sort: 'worker' }));
  const table = screen.getByRole('table', { name: 'Workers' });
  expect(table.getAttribute('aria-rowcount')).toBe('8001');
  expect(names().length).toBeLessThan(50);
  expect(names()[0]).toBe('model-0');
  expect(table.querySelectorAll('tr')[3]?.getAttribute('aria-rowindex')).toBe('4');
});

test('a click on a head sorts, another one turns the order round, and the host is told', () => {
  const onChange = vi.fn();
  render(gridOf({ workers: workersOf(3, (index) => ({ vram_mb: [5, 9, 7][index] ?? 0 })), onChange }));
  fireEvent.click(screen.getByRole('button', { name: 'GPU memory' }));
  expect(names()).toEqual(['model-1', 'model-2', 'model-0']);
  expect(screen.getByRole('columnheader', { name: 'GPU memory' }).getAttribute('aria-sort')).toBe(
    'descending',
  );
  fireEvent.click(screen.getByRole('button', { name: 'GPU memory' }));
  expect(names()).toEqual(['model-0', 'model-2', 'model-1']);
  expect(onChange.mock.calls.map(([choice]) => choice)).toEqual([
    { columns: '', sort: '-vram' },
    { columns: '', sort: 'vram' },
  ]);
});

test('what is not known is last in both directions, and is a dash with its reason and no zero', () => {
  const workers = workersOf(3, (index) => ({
    gpu_util_pct: [0, 50, 0][index] ?? 0,
    ...(index === 2 && { unknown: { gpu_util_pct: 'mig' } as const }),
  }));
  const { rerender } = render(gridOf({ workers, sort: 'gpu' }));
  expect(names()).toEqual(['model-0', 'model-1', 'model-2']);
  rerender(gridOf({ workers, sort: '-gpu' }));
  expect(names()).toEqual(['model-1', 'model-0', 'model-2']);
  expect(rowTexts()[1]).toContain('0 %');
  expect(rowTexts()[2]).toContain('–not measured on parts of a GPU (MIG)');
});

test('columns are chosen, and kept by the table or by the host', () => {
  const onChange = vi.fn();
  const { rerender } = render(gridOf({ onChange }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Uptime' }));
  expect(screen.getByRole('columnheader', { name: 'Uptime' })).toBeDefined();
  expect(onChange.mock.lastCall?.[0].columns).toMatch(/^state,model,worker,.*,uptime$/);
  rerender(gridOf({ columns: 'uptime,state,colour' }));
  expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
    'State',
    'Model',
    'Uptime',
  ]);
  rerender(gridOf({ columns: 'colour', sort: 'colour' }));
  expect(screen.getByRole('columnheader', { name: 'GPU' }).getAttribute('aria-sort')).toBe('descending');
});

test('rows keep their places while the focus is among them', () => {
  const at = (uses: readonly number[]) => workersOf(3, (index) => ({ gpu_util_pct: uses[index] ?? 0 }));
  const { rerender } = render(gridOf({ workers: at([90, 50, 10]) }));
  linkOf('model-1').focus();
  rerender(gridOf({ workers: at([1, 50, 99]) }));
  expect(names()).toEqual(['model-0', 'model-1', 'model-2']);
  linkOf('model-1').blur();
  rerender(gridOf({ workers: at([1, 50, 98]) }));
  expect(names()).toEqual(['model-2', 'model-1', 'model-0']);
});

test('the rows are one tab stop: arrows, Home and End walk all of them, up to the heads', () => {
  render(gridOf({ workers: workersOf(500), sort: 'worker' }));
  const focused = () => document.activeElement?.textContent;
  const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
  expect(stops()).toHaveLength(1);
  linkOf('model-0').focus();
  press('ArrowDown');
  expect(focused()).toBe('model-1');
  press('End');
  expect(focused()).toBe('model-499');
  press('ArrowDown');
  expect(focused()).toBe('model-499');
  press('Home');
  press('ArrowUp');
  expect(focused()).toBe('Worker ↑');
  press('ArrowRight');
  expect(focused()).toBe('GPU');
  press('ArrowDown');
  expect(focused()).toBe('model-0');
  expect(stops()).toHaveLength(1);
});

test('Space and a click beside the link peek, a plain click on the link opens', () => {
  const [onPeek, onOpen] = [vi.fn(), vi.fn()];
  const workers = workersOf(2);
  render(gridOf({ workers, onPeek, onOpen }));
  fireEvent.keyDown(linkOf('model-1'), { key: ' ' });
  fireEvent.click(screen.getAllByText('86 %')[1] ?? document.body);
  fireEvent.click(linkOf('model-0'), { ctrlKey: true });
  fireEvent.click(linkOf('model-0'));
  expect(onPeek.mock.calls.map(([worker]) => worker.id)).toEqual(['gpu-1/llm/1', 'gpu-1/llm/1']);
  expect(onOpen.mock.calls.map(([worker]) => worker.id)).toEqual(['gpu-1/llm/0']);
});

test('a worker of a silent hive says so, and one without a GPU has no use of it', () => {
  const silent = workersOf(1, () => ({ total_vram_mb: 0, vram_mb: 0, gpu_util_pct: 0 }), { health: 'down' });
  render(gridOf({ workers: silent }));
  expect(rowTexts()[0]).toMatch(/^silent.*no GPU/);
  expect(rowTexts()[0]).not.toContain('0 %');
});

test('a server renders the first rows', () => {
  const html = renderToString(gridOf({ workers: workersOf(1_000), sort: 'worker' }));
  expect(html).toContain('model-0');
  expect(html).not.toContain('model-999');
  expect(html).not.toContain('style=');
});

test('a table that is out of sight is not sorted and rendered with every picture, but when it is seen again', () => {
  const { rerender } = render(gridOf({ workers: workersOf(1) }));
  act(() => tellSight.at(-1)?.(false));
  rerender(gridOf({ workers: workersOf(2) }));
  expect(names()).toEqual(['model-0']);
  act(() => tellSight.at(-1)?.(true));
  expect(names()).toEqual(['model-0', 'model-1']);
});
