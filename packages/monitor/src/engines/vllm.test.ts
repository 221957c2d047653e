import { expect, test } from 'vitest';
import { VLLM_BUSY } from '../../testing/engine-answers.ts';
import { type FakeAnswers, metricsText } from '../../testing/metrics-text.ts';
import { askingOf, described, reading } from '../../testing/read-answers.ts';
import { failed } from './engine-reading.ts';

test('vLLM: the sums over its data-parallel engine cores, and the mean of their caches', async () => {
  expect(await reading('vllm', VLLM_BUSY)).toMatchObject({
    state: 'ready',
    version: '0.12.0',
    figures: {
      requests_running: 5,
      requests_waiting: 1,
      kv_cache_pct: 37.5,
      preemptions: 3,
      requests_finished: 50,
      requests_failed: 4,
    },
    counters: { promptTokens: 150, generatedTokens: 600, cacheHits: 1350, cacheQueries: 1500 },
    ttft: { counts: [10, 20, 20] },
    itl: { counts: [0, 100, 100] },
    progress: [130, 150, 600],
    models: [{ name: 'org/m', state: 'loaded', context_length: 8192 }],
  });
});

test('vLLM: the servers of single ranks are summed, and nothing is told while one of them is missing', async () => {
  const rank = (engine: number, running: number): FakeAnswers => ({
    '/metrics': {
      body: metricsText({
        [`vllm:num_requests_running{engine="${engine}"}`]: running,
        [`vllm:num_requests_waiting{engine="${engine}"}`]: engine,
        [`vllm:kv_cache_usage_perc{engine="${engine}"}`]: 0.2 * engine,
        [`vllm:generation_tokens_total{engine="${engine}"}`]: 100 * running,
        [`vllm:request_success_total{engine="${engine}",finished_reason="stop"}`]: 10,
        [`vllm:time_to_first_token_seconds_bucket{engine="${engine}",le="0.1"}`]: running,
        [`vllm:time_to_first_token_seconds_bucket{engine="${engine}",le="+Inf"}`]: running,
      }),
    },
  });
  const [first, ...others] = [{ ...VLLM_BUSY, ...rank(0, 3) }, rank(1, 4), rank(2, 0)];
  expect(await reading('vllm', first ?? {}, others)).toMatchObject({
    state: 'ready',
    figures: { requests_running: 7, requests_waiting: 3, requests_finished: 30, requests_failed: 0 },
    counters: { generatedTokens: 700 },
    ttft: { bounds: [0.1, Number.POSITIVE_INFINITY], counts: [7, 7] },
    models: [{ name: 'org/m' }],
  });
  const { figures } = await reading('vllm', first ?? {}, others);
  expect(figures.kv_cache_pct).toBeCloseTo(20);
  await expect(reading('vllm', first ?? {}, [rank(1, 4), { '/metrics': { status: 503 } }])).rejects.toThrow(
    'loading',
  );
  const incomplete = { ...askingOf(first ?? {}, [rank(1, 4)]), hasAllRunners: false };
  expect(await described('vllm').read(incomplete)).toEqual(failed('refused'));
});

test('vLLM: earlier names of a figure are known, unknown names are ignored', async () => {
  const body = metricsText({
    'vllm:num_requests_running': 1,
    'vllm:num_requests_swapped': 9,
    'vllm:gpu_cache_usage_perc': 0.25,
    'vllm:a_name_of_tomorrow': 1,
  });
  const said = await reading('vllm', { ...VLLM_BUSY, '/metrics': { body } });
  expect(said.figures).toMatchObject({ requests_running: 1, kv_cache_pct: 25 });
});

test('[E2] vLLM: asleep when no engine core is awake', async () => {
  const body = metricsText({
    'vllm:engine_sleep_state{sleep_state="awake"}': 0,
    'vllm:engine_sleep_state{sleep_state="discard_all"}': 1,
  });
  expect((await reading('vllm', { ...VLLM_BUSY, '/metrics': { body } })).state).toBe('sleeping');
});

test('vLLM: without metrics its list of models tells that it serves, unless that wants a key', async () => {
  const { '/metrics': _, ...others } = VLLM_BUSY;
  expect(await reading('vllm', others)).toMatchObject({ state: 'ready', lacking: 'not_exposed' });
  await expect(reading('vllm', { '/v1/models': { status: 401 } })).rejects.toThrow('protected');
});
