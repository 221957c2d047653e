// @vitest-environment happy-dom
import { type Engine, fleetHive, type HiveState } from '@rbee/queen-rbee-sdk';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { gpuOf, hiveOf, nodeOf, workerOf } from '../testing.ts';
import { WorkerRows, type WorkerRowsProps } from './worker-rows.tsx';

afterEach(cleanup);

const ENGINE: Engine = {
  ...{
    kind: 'vllm',
    version: '0.14.1',
    state: 'ready',
    slots: 48,
    requests_running: 14,
    requests_waiting: 2,
  },
  ...{ generation_tokens_per_s: 142, prompt_tokens_per_s: 900, kv_cache_pct: 78 },
};
const on = (index: number) => ({ uuid: `GPU-${index}`, index, vram_mb: 8_090, util_pct: 91 });
const BUSY = workerOf({
  ...{ instance: '8000', model: 'Qwen/Qwen3-32B', cpu_pct: 143, pids: 3, engine: ENGINE, uptime_s: 533_000 },
  ...{ gpus: [on(0)], vram_mb: 8_090, total_vram_mb: 24_576, gpu_util_pct: 91, rss_mb: 9_318 },
});

const rowsOf = (
  workers: readonly ReturnType<typeof workerOf>[],
  props: Partial<WorkerRowsProps> = {},
  hive: Partial<HiveState> = {},
) => {
  const node = nodeOf({ cpu_count: 16, gpus: [gpuOf(), gpuOf({ uuid: 'GPU-b', index: 1 })] });
  const of = fleetHive(hiveOf({ hive_id: 'gpu-1', node, workers: [...workers], ...hive }), true);
  return <WorkerRows name="gpu-1" workers={of.workers} hrefOf={({ id }) => `#${id}`} {...props} />;
};
const plain = (element: Element) => element.textContent?.replaceAll('\u00a0', ' ');
const cells = (row: string) =>
  [...(document.querySelector(row)?.children ?? [])].map((cell) =>
    [...cell.querySelectorAll(':scope > *')].map(plain).join('|'),
  );
const names = () => [...document.querySelectorAll('tbody a')].map(({ textContent }) => textContent);

test('a row has state, model, engine and name, use and card, memory, cores, tokens, requests, context and uptime', () => {
  render(rowsOf([BUSY]));
  expect(cells('tbody tr')).toEqual([
    'busy',
    'Qwen/Qwen3-32B|vLLM 0.14.1 · llm/8000 · 3 processes',
    '91 %|GPU 0',
    '7.9 / 24 GiB',
    '1.4|of 16 cores',
    '9.1 GiB',
    '142|14 of 48 running · 2 waiting',
    '78 %',
    '6d 4h',
  ]);
  expect(screen.getByRole('table', { name: 'Workers of gpu-1' })).toBeDefined();
});

test('[W2] what is not known is a dash with its reason, and no GPU is no zero', () => {
  const unknown = { gpu_util_pct: 'mig', cpu_pct: 'first_sample', engine: 'timeout' } as const;
  render(
    rowsOf([
      workerOf({ instance: '1', gpu_util_pct: 0, gpus: [on(0), on(1), on(2), on(5)], unknown }),
      workerOf({ instance: '2', vram_mb: 0, total_vram_mb: 0, gpu_util_pct: 0, cpu_pct: 0 }),
    ]),
  );
  const [first, second] = [cells('tbody tr'), cells('tbody tr:last-child')];
  expect(first[1]).toBe('llama-3.2-1b|llm/1 · engine not read: no answer in time');
  expect(first[2]).toBe('–not measured on parts of a GPU (MIG)|GPU 0–2, 5');
  expect(first[4]).toBe('–being measured|of 16 cores');
  expect(first[6]).toMatch(/^–no answer in time/);
  expect(second.slice(2, 5)).toEqual(['no GPU', '', '0|of 16 cores']);
});

test.each([
  [{ model: null, model_gap: 'not_loaded' }, 'no model loaded'],
  [{ model: null, unknown: { model: 'permission' } }, 'no permission to read it'],
  [{ model: null }, 'no model named'],
  [{ model: 'a', models: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }, 'a and 2 more'],
] as const)('a worker with %j is named "%s"', (stats, name) => {
  render(rowsOf([workerOf(stats as Parameters<typeof workerOf>[0])]));
  expect(names()).toEqual([name]);
});

test.each([
  [{ kind: 'vllm', state: 'protected' }, 'vLLM · llm/8080 · protected by a key'],
  [{ kind: 'ollama', state: 'unreachable' }, 'Ollama · llm/8080 · engine does not answer'],
  [{ kind: 'of-later', state: 'of_later' }, 'of-later · llm/8080'],
] as const)('an engine %j is told in words', (engine, words) => {
  render(rowsOf([workerOf({ engine: engine as Engine, origin: 'simulated' })]));
  expect(document.querySelector('.rbee-rows-about')?.textContent).toBe(words);
});

test('an engine that only reads has the tokens that it reads; a bound of memory says so', () => {
  const engine = { kind: 'text-embeddings-inference', state: 'ready', prompt_tokens_per_s: 1_204 } as const;
  render(rowsOf([workerOf({ engine, at_most: { rss_mb: 'not_measured' }, partial: { cpu_pct: 'x' } })]));
  expect(cells('tbody tr')[6]).toBe('1,204 read|');
  expect(cells('tbody tr')[5]).toBe('≤ 2.0 GiB');
  expect(document.querySelector('.rbee-rows-about')?.textContent).toBe(
    'text-embeddings · llm/8080 · partial',
  );
});

test('rows are in the order of their names, and sums are below; what is not known is not in them', () => {
  const unknown = { cpu_pct: 'permission' } as const;
  render(
    rowsOf([
      workerOf({ instance: '10', model: 'c', unknown }),
      { ...BUSY, instance: '9', model: 'b' },
      workerOf({ group: 'embed', instance: '11', model: 'a', cpu_pct: 100, gpu_util_pct: 0, engine: ENGINE }),
    ]),
  );
  expect(names()).toEqual(['a', 'b', 'c']);
  const sums = [...(document.querySelector('tfoot tr')?.children ?? [])].map(plain);
  expect(sums).toEqual([
    ...['3 busy', 'all 3 workers', '', '16 / 48 GiB', '2.4of 2 known', '13 GiB', '284', '', ''],
  ]);
});

test('[R4] of a silent hive rows say so, and nothing of the engine in the present tense', () => {
  const engine = { ...ENGINE, state: 'stuck' } as const;
  render(rowsOf([workerOf({ engine }), workerOf({ instance: '2' })], {}, { health: 'down' }));
  expect(cells('tbody tr:last-child').slice(0, 2)).toEqual(['silent', 'llama-3.2-1b|vLLM 0.14.1 · llm/8080']);
  expect(document.querySelector('tfoot')?.textContent).not.toContain('busy');
});

test('columns are chosen, kept by the host or here, and disk is not among the usual ones', () => {
  const onColumns = vi.fn();
  const { rerender } = render(rowsOf([BUSY], { onColumns }));
  const heads = () => screen.getAllByRole('columnheader').map(({ textContent }) => textContent);
  expect(heads()).not.toContain('Disk read');
  fireEvent.click(screen.getByRole('checkbox', { name: 'Disk read' }));
  expect(heads()).toContain('Disk read');
  expect(onColumns).toHaveBeenLastCalledWith(expect.stringMatching(/^state,model,gpu,.*read/));
  rerender(rowsOf([BUSY], { onColumns, columns: 'uptime,colour' }));
  expect(heads()).toEqual(['Model', 'Uptime']);
  fireEvent.click(screen.getByRole('button', { name: 'the usual ones' }));
  expect(onColumns).toHaveBeenLastCalledWith('');
});

test('one tab stop: arrows move among rows, to the right are the reasons of a row, Space peeks, a click opens', () => {
  const [onOpen, onPeek] = [vi.fn(), vi.fn()];
  const unknown = { cpu_pct: 'permission' } as const;
  const workers = [workerOf({ instance: '1', model: 'a' }), workerOf({ instance: '2', model: 'b', unknown })];
  render(rowsOf(workers, { onOpen, onPeek }));
  const stops = () =>
    [...document.querySelectorAll<HTMLElement>('tbody a, tbody button')].filter((it) => it.tabIndex === 0);
  expect(stops().map((it) => it.textContent)).toEqual(['a']);
  const key = (name: string) => fireEvent.keyDown(document.activeElement as Element, { key: name });
  stops()[0]?.focus();
  key('ArrowDown');
  expect(stops().map((it) => it.textContent)).toEqual(['b']);
  key(' ');
  const [peeked, list] = onPeek.mock.lastCall ?? [];
  expect([peeked.id, list.beside('gpu-1/llm/2', -1)?.id, list.beside('gpu-1/llm/2', 1)]).toEqual([
    ...['gpu-1/llm/2', 'gpu-1/llm/1', undefined],
  ]);
  list.focus('gpu-1/llm/2');
  key('ArrowRight');
  expect(document.activeElement?.textContent).toContain('no permission');
  key('ArrowLeft');
  expect(document.activeElement?.textContent).toBe('b');
  fireEvent.click(screen.getByText('a'));
  expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ id: 'gpu-1/llm/1' }));
  fireEvent.click(document.querySelector('tbody td') as Element);
  expect(onOpen).toHaveBeenCalledTimes(2);
});

test('of many workers 40 rows exist at first, the sums are of all, and more are shown on request', () => {
  const workers = Array.from({ length: 512 }, (_, n) => workerOf({ instance: `${n}`, model: `m${n}` }));
  render(rowsOf(workers));
  expect(names()).toHaveLength(40);
  expect(document.querySelector('tfoot')?.textContent).toContain('all 512 workers');
  fireEvent.click(screen.getByRole('button', { name: 'show 100 more workers' }));
  expect(names()).toHaveLength(140);
});

test('a row whose worker did not change is not rendered again', () => {
  const one = fleetHive(hiveOf({ hive_id: 'gpu-1', workers: [BUSY] }), true);
  const hrefOf = vi.fn(() => '#');
  const view = (columns?: string) => (
    <WorkerRows name="gpu-1" workers={[...one.workers]} hrefOf={hrefOf} columns={columns} />
  );
  const { rerender } = render(view());
  const calls = hrefOf.mock.calls.length;
  rerender(view());
  expect(hrefOf).toHaveBeenCalledTimes(calls);
});

test('a server renders the rows', () => {
  expect(renderToString(rowsOf([BUSY]))).toContain('Qwen3-32B');
});
