// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { workerOf } from '../testing.ts';
import { Sparkline } from './sparkline.tsx';
import { answerOf, createPastQueen } from './testing.tsx';

const NOW = Date.parse('2025-10-30T20:15:30Z');
let observed: Map<Element, (isVisible: boolean) => void>;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  observed = new Map();
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly #callback: (entries: object[]) => void;
      constructor(callback: (entries: object[]) => void) {
        this.#callback = callback;
      }
      observe(target: Element) {
        observed.set(target, (isIntersecting) => this.#callback([{ target, isIntersecting }]));
      }
      unobserve(target: Element) {
        observed.delete(target);
      }
    },
  );
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms = 50) => act(() => vi.advanceTimersByTimeAsync(ms));
const see = (isVisible = true) => {
  for (const tell of observed.values()) tell(isVisible);
};
const lineOf = (instance: string, field: string, mean: (number | null)[]) => ({
  ...{ worker_id: `hive-gpu-1/llm/${instance}`, field, mean },
});
const props = { hive: 'hive-gpu-1', group: 'llm', fields: ['gpu_util_pct', 'cpu_pct'] };
const pathsOf = (element: Element | null) =>
  [...(element?.querySelectorAll('path') ?? [])].map((path) => path.getAttribute('d'));

test('the sparklines of a hive are one request, and each draws the first field that it has', async () => {
  const queen = createPastQueen({
    series: () =>
      answerOf(
        NOW,
        lineOf('1', 'gpu_util_pct', [0, 100]),
        lineOf('1', 'cpu_pct', [50, 50]),
        lineOf('2', 'gpu_util_pct', [null, null]),
        lineOf('2', 'cpu_pct', [50, 50]),
      ),
  });
  const { container } = render(
    <queen.wrapper>
      <Sparkline {...props} instance="1" />
      <Sparkline {...props} instance="2" />
    </queen.wrapper>,
  );
  see();
  await pass();
  expect(queen.asked).toEqual([
    '/series?hive=hive-gpu-1&each=worker&fields=cpu_pct,gpu_util_pct&from=-15m&max_points=182',
  ]);
  const [first, second] = container.querySelectorAll('.rbee-spark');
  expect(pathsOf(first ?? null)[1]).toMatch(/ 100L\d+ 0$/);
  expect(pathsOf(second ?? null)[1]).toMatch(/ 50L\d+ 50$/);
});

test('out of sight it asks for nothing and draws nothing', async () => {
  const queen = createPastQueen({ series: () => answerOf(NOW, lineOf('1', 'cpu_pct', [1])) });
  const { container } = render(<Sparkline {...props} instance="1" />, { wrapper: queen.wrapper });
  await pass();
  expect(queen.asked).toEqual([]);
  expect(pathsOf(container)).toEqual([null, null, null]);
  see();
  await pass();
  expect(pathsOf(container)[1]).not.toBe('');
});

test('new points are drawn without a render of React, and told to screen readers', async () => {
  const queen = createPastQueen({ series: () => answerOf(NOW, lineOf('1', 'gpu_util_pct', [10, 10])) });
  const describe = vi.fn((field: string) => `${field} is known`);
  const { container } = render(<Sparkline {...props} instance="1" label="Past" describe={describe} />, {
    wrapper: queen.wrapper,
  });
  see();
  await pass();
  const spark = container.querySelector('.rbee-spark');
  expect(spark?.getAttribute('aria-label')).toBe('Past: gpu_util_pct is known');
  const before = pathsOf(spark);
  queen.send({
    ...{ type: 'hive_telemetry', hive_id: 'hive-gpu-1', timestamp: new Date(NOW + 300).toISOString() },
    ...{ workers: [workerOf({ instance: '1', gpu_util_pct: 90 })] },
  } as { type: string });
  await pass();
  expect(pathsOf(spark)[1]).not.toBe(before[1]);
  expect(pathsOf(spark)[1]).toMatch(/L\d+ 10$/);
});
