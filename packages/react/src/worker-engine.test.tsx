// @vitest-environment happy-dom
import { ENGINE_STATES, type Engine } from '@rbee/queen-rbee-sdk';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { workerOf } from './testing.ts';
import { WorkerEngine } from './worker-engine.tsx';
import { WorkerTable } from './worker-table.tsx';

afterEach(cleanup);

const ENGINE: Engine = {
  kind: 'vllm',
  version: '0.11.0',
  state: 'ready',
  slots: 4,
  requests_running: 3,
  requests_waiting: 0,
  kv_cache_pct: 12.5,
  prompt_tokens_per_s: 800,
  generation_tokens_per_s: 42.5,
};

/** What the line of a worker says; null if there is none. */
function said(engine: Partial<Engine> | null, live = true) {
  const worker = workerOf(engine ? { engine: { ...ENGINE, ...engine } } : {});
  const { container } = render(<WorkerEngine worker={worker} live={live} />);
  return container.firstElementChild?.textContent?.trim() ?? null;
}

test('section E: tokens a second, use of the KV cache, and requests of slots', () => {
  expect(said({})).toBe('42.5 tok/s KV 12.5 % 3 of 4 running, 0 waiting');
  expect(said({ requests_running: 4, requests_waiting: 2 })).toContain('4 of 4 running, 2 waiting');
});

test('section E: a worker whose engine is not read has no line', () => {
  expect(said(null)).toBeNull();
});

test('[W2] why an engine is not read is shown', () => {
  const { container } = render(
    <WorkerEngine worker={workerOf({ unknown: { engine: 'permission' } })} live />,
  );
  expect(container.textContent).toBe('– engine: no permission to read');
});

test('section E: what an engine never tells is left out', () => {
  const { container } = render(
    <WorkerEngine
      worker={workerOf({ engine: { kind: 'ollama', state: 'ready', requests_running: 0 } })}
      live
    />,
  );
  expect(container.textContent?.trim()).toBe('0 running');
});

test('section E: an engine for embeddings shows the tokens that it reads', () => {
  const { generation_tokens_per_s: _, ...reads } = ENGINE;
  render(<WorkerEngine worker={workerOf({ engine: reads })} live />);
  expect(screen.getByText('800 tok/s read')).toBeDefined();
  expect(said({ generation_tokens_per_s: 0 })).toMatch(/^800 tok\/s read/);
  expect(said({ generation_tokens_per_s: 0, prompt_tokens_per_s: 0 })).toMatch(/^0 tok\/s KV/);
});

test('[W2] unknown figures are shown as a dash with the reason, once for each reason', () => {
  const unknown = {
    generation_tokens_per_s: 'first_sample',
    kv_cache_pct: 'not_exposed',
    requests_running: 'first_sample',
    slots: 'a_later_reason',
  };
  expect(said({ generation_tokens_per_s: 0, requests_running: 0, unknown })).toBe(
    '800 tok/s read 0 waiting – tokens, requests: measuring… – KV cache: not told',
  );
  expect(said({ unknown }, false)).toContain('– tokens, requests: not measured');
});

test('[E2] each state but ready has words, and those of a state without figures stand alone', () => {
  const unknown = { generation_tokens_per_s: 'timeout', requests_running: 'timeout' };
  const words = ENGINE_STATES.map((state) => {
    const { container } = render(
      <WorkerEngine worker={workerOf({ engine: { kind: 'vllm', state, unknown } })} live />,
    );
    return [state, container.textContent?.trim()];
  });
  expect(Object.fromEntries(words)).toEqual({
    starting: 'loading its model',
    ready: '– tokens, requests: timed out',
    sleeping: 'asleep',
    protected: 'protected by a key',
    unreachable: 'does not answer',
    stuck: 'stuck – tokens, requests: timed out',
  });
});

test('section E: further figures are in the title', () => {
  const more = { ttft_ms_p50: 120, ttft_ms_p95: 1_480, prefix_cache_hit_pct: 60, requests_failed: 3 };
  const engine = { ...ENGINE, ...more, itl_ms_p50: 1, unknown: { itl_ms_p50: 'timeout' } };
  const { container } = render(<WorkerEngine worker={workerOf({ engine })} live />);
  expect(container.firstElementChild?.getAttribute('title')?.split('\n')).toEqual([
    'vllm 0.11.0',
    'prompt tokens: 800 tok/s',
    'time to the first token, median: 120 ms',
    'time to the first token, 95 % below: 1.5 s',
    'prompt tokens found in the cache: 60.0 %',
    'requests failed: 3',
  ]);
});

test('the short name of a row is that of the worker, without figures that change', () => {
  render(<WorkerTable caption="Workers" workers={[workerOf({ engine: ENGINE })]} />);
  expect(screen.getByRole('rowheader').getAttribute('abbr')).toBe('llm/8080');
  expect(screen.getByRole('rowheader').textContent).toContain('42.5 tok/s');
});
