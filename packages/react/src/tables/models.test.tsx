// @vitest-environment happy-dom
import { modelsOfWorkers } from '@rbee/queen-rbee-sdk';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { ModelPage } from './model-page.tsx';
import { ModelTable } from './model-table.tsx';
import { workersOf } from './testing.ts';

afterEach(cleanup);

const engine = (more: object) => ({
  kind: 'vllm',
  version: '0.11.0',
  state: 'ready' as const,
  slots: 4,
  ...more,
});
const WORKERS = workersOf(5, (index) =>
  index < 3
    ? {
        ...{ model: 'qwen', gpu_util_pct: 80, vram_mb: 10_240 },
        engine: engine({
          requests_running: 1,
          requests_waiting: index,
          generation_tokens_per_s: 100,
          ttft_ms_p95: 200 * index,
        }),
      }
    : { model: 'bge', gpu_util_pct: 0, vram_mb: 1_024 },
);
const hrefOf = (name: string) => `#${name}`;
const rowsText = () =>
  screen.getAllByRole('row').map(({ textContent }) => textContent?.replaceAll('\u00a0', ' '));
const names = () => screen.getAllByRole('link').map(({ textContent }) => textContent);

test('a model has the figures of all of its workers, and a dash for what none of them tells', () => {
  render(<ModelTable models={modelsOfWorkers(WORKERS)} hrefOf={hrefOf} />);
  const [, qwen = '', bge = ''] = rowsText();
  expect(qwen).toBe('qwenvLLM 0.11.03 busy · 0 idle130 GiB80 %3003400 ms6');
  expect(bge).toBe('bge0 busy · 2 idle12.0 GiB0 %–not reported–not reported–not reported–not reported');
  expect(screen.getByText('served by 5 workers')).toBeDefined();
});

test('models are sorted by any figure, those that do not tell it last', () => {
  const onSort = vi.fn();
  render(<ModelTable models={modelsOfWorkers(WORKERS)} hrefOf={hrefOf} onSort={onSort} />);
  expect(names()).toEqual(['qwen', 'bge']);
  fireEvent.click(screen.getByRole('button', { name: 'Model' }));
  expect(names()).toEqual(['bge', 'qwen']);
  fireEvent.click(screen.getByRole('button', { name: 'Tokens/s' }));
  fireEvent.click(screen.getByRole('button', { name: 'Tokens/s' }));
  expect(names()).toEqual(['qwen', 'bge']);
  expect(onSort.mock.calls.flat()).toEqual(['name', '-tokens', 'tokens']);
});

test('thousands of models are shown in parts', () => {
  const models = modelsOfWorkers(workersOf(110));
  const { container } = render(<ModelTable models={models} hrefOf={hrefOf} />);
  // Roles of many elements take long to compute.
  expect(container.querySelectorAll('tbody tr')).toHaveLength(100);
  const more = container.querySelector('section > button');
  expect(more?.textContent).toBe('10 more models');
  if (more) fireEvent.click(more);
  expect(container.querySelectorAll('tbody tr')).toHaveLength(110);
});

test('the page of a model has its figures and its workers, and none of others', () => {
  render(<ModelPage name="qwen" workers={WORKERS} hrefOf={({ id }) => `#${id}`} />);
  expect(screen.getByRole('heading', { name: 'qwen' })).toBeDefined();
  expect(screen.getByText('Worst first token').nextSibling?.textContent?.replaceAll('\u00a0', ' ')).toBe(
    '400 ms',
  );
  expect(screen.getAllByRole('link')).toHaveLength(3);
});

test('a model that nobody serves says so, and a server renders both', () => {
  const page = (name: string) => <ModelPage name={name} workers={WORKERS} hrefOf={({ id }) => id} />;
  expect(renderToString(page('x/y'))).toContain('No worker serves x/y now.');
  expect(renderToString(page('bge'))).toContain('gpu-1/llm/3');
  expect(renderToString(<ModelTable models={[]} hrefOf={hrefOf} />)).toContain('No worker serves a model.');
});

test('the models are one tab stop: arrows walk them, and in a row lead to what is not known', () => {
  render(<ModelTable models={modelsOfWorkers(WORKERS)} hrefOf={hrefOf} />);
  const links = screen.getAllByRole('link');
  const focused = () => document.activeElement as HTMLElement;
  const press = (key: string) => fireEvent.keyDown(focused(), { key });
  expect(links.map(({ tabIndex }) => tabIndex)).toEqual([0, ...links.slice(1).map(() => -1)]);
  links[0]?.focus();
  press('ArrowDown');
  expect(focused()).toBe(links[1]);
  expect(links.map(({ tabIndex }) => tabIndex).slice(0, 2)).toEqual([-1, 0]);
  press('ArrowRight');
  expect(focused().textContent).toBe('–not reported');
  expect(focused().tabIndex).toBe(-1);
  press('ArrowLeft');
  expect(focused()).toBe(links[1]);
});
