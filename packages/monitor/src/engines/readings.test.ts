import { expect, test } from 'vitest';
import {
  ANSWERS,
  type FakeAnswers,
  KOBOLDCPP_BUSY,
  LLAMA_IDLE,
  LLAMA_ROUTER,
  llamaMetricsText,
  llamaProps,
  metricsText,
  OLLAMA_LOADED,
  SGLANG_BUSY,
  slotsOf,
  VLLM_BUSY,
} from '../../testing/engine-answers.ts';
import type { Ask, Asking, EngineDescription } from './description.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { type Answer, type Failure, failed } from './engine-reading.ts';
import { PrometheusText } from './prometheus-text.ts';

const FAILURES: Readonly<Record<number, Failure>> = { 401: 'protected', 501: 'absent', 503: 'loading' };

/** Gives the answers without a network. */
function asking(answers: FakeAnswers): Ask {
  const answerTo = <T>(path: string, read: (body: unknown) => T): Answer<T> => {
    const answer = answers[path] ?? { status: 501 };
    return 'status' in answer
      ? failed(FAILURES[answer.status] ?? 'unexpected')
      : { ok: true, value: read(answer.body) };
  };
  return {
    json: async (path) => answerTo(path, (body) => JSON.parse(JSON.stringify(body))),
    metrics: async (path, names) =>
      answerTo(path, (body) => {
        const text = new PrometheusText(names);
        text.write(String(body));
        return text.end();
      }),
  };
}

function described(kind: string): EngineDescription {
  const found = DESCRIPTIONS.find((it) => it.kind === kind);
  if (!found) throw new Error(`${kind} is not read`);
  return found;
}

/** Who asks an engine with these answers and these other servers. */
const askingOf = (answers: FakeAnswers, runners: readonly FakeAnswers[] = []): Asking => ({
  ...asking(answers),
  runners: runners.map(asking),
  hasAllRunners: true,
  wasBusy: false,
  mayReadMetrics: true,
});

/** The reading of an engine with these answers. */
async function reading(
  kind: string,
  answers: FakeAnswers,
  runners: readonly FakeAnswers[] = [],
  metrics = true,
) {
  const answer = await described(kind).read({ ...askingOf(answers, runners), mayReadMetrics: metrics });
  if (!answer.ok) throw new Error(`it is ${answer.failure}`);
  return answer.value;
}

test('llama.cpp: slots and requests, tokens and the model, with or without a running request', async () => {
  const busy = { ...LLAMA_IDLE, '/metrics': { body: llamaMetricsText(4, 2) } };
  expect(await reading('llama.cpp', busy)).toMatchObject({
    state: 'ready',
    version: 'b6400-5b4ebc5',
    figures: { slots: 4, requests_running: 4, requests_waiting: 2 },
    counters: { promptTokens: 24, generatedTokens: 0, cacheHits: 0, cacheQueries: 24 },
    work: { steps: 1, tokensEach: 1 },
    models: [
      {
        name: '/models/tiny-F16.gguf',
        state: 'loaded',
        size_mb: 8,
        quantisation: 'F16',
        context_length: 4096,
      },
    ],
  });
});

test('[E2] llama.cpp: asleep it is sleeping, and so is its model', async () => {
  const asleep = { ...LLAMA_IDLE, '/props': { body: llamaProps(true) } };
  expect(await reading('llama.cpp', asleep)).toMatchObject({
    state: 'sleeping',
    models: [{ state: 'sleeping' }],
  });
});

test('llama.cpp: without --metrics it serves, and its requests are not known', async () => {
  const answers = { ...LLAMA_IDLE, '/metrics': { status: 501 } };
  const said = await reading('llama.cpp', answers);
  expect(said).toMatchObject({ state: 'ready', figures: { slots: 4 }, lacking: 'not_exposed' });
  expect(said.figures).not.toHaveProperty('requests_running');
});

test('llama.cpp: if the user wants no reading of metrics, none is made', async () => {
  expect((await reading('llama.cpp', LLAMA_IDLE, [], false)).figures).toEqual({ slots: 4 });
});

test("llama.cpp's router: the states of its models, the requests of its children, never a command line", async () => {
  const child = { '/metrics': { body: llamaMetricsText(1, 0) }, '/props': { body: llamaProps() } };
  const said = await reading('llama.cpp', LLAMA_ROUTER, [child]);
  expect(said).toMatchObject({
    state: 'ready',
    figures: { slots: 4, requests_running: 1, requests_waiting: 0 },
    models: [
      { name: 'alpha', state: 'unloaded' },
      { name: 'beta', state: 'loaded', quantisation: 'Q4_K_M', size_mb: 8 },
    ],
  });
  expect(JSON.stringify(said)).not.toContain('planted');
  const two = await reading('llama.cpp', LLAMA_ROUTER, [child, child]);
  expect(two.figures).toEqual({ requests_running: 2, requests_waiting: 0 });
  expect((await reading('llama.cpp', LLAMA_ROUTER)).figures).toEqual({});
});

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

test('SGLang: loads of all data-parallel ranks; a gauge that each tensor-parallel rank repeats counts once', async () => {
  expect(await reading('sglang', SGLANG_BUSY)).toMatchObject({
    figures: {
      slots: 64,
      requests_running: 5,
      requests_waiting: 1,
      requests_finished: 12,
      requests_failed: 0,
      draft_accepted_pct: 75,
    },
    counters: { promptTokens: 200, generatedTokens: 100, cacheHits: 600, cacheQueries: 800 },
  });
  const { '/v1/loads': _, ...earlier } = SGLANG_BUSY;
  expect((await reading('sglang', earlier)).figures.requests_running).toBe(4);
  const { '/metrics': __, ...others } = SGLANG_BUSY;
  const said = await reading('sglang', others);
  expect(said.figures).toMatchObject({ requests_running: 5, slots: 64 });
  expect(said.figures.kv_cache_pct).toBeCloseTo(30);
});

test('TGI: what runs and waits; before the first request nothing does', async () => {
  expect(await reading('tgi', ANSWERS['tgi'] ?? {})).toMatchObject({
    version: '3.3.6',
    figures: { requests_running: 5, requests_waiting: 2, requests_finished: 11, requests_failed: 1 },
    counters: { promptTokens: 4000, generatedTokens: 900 },
    models: [{ name: 'org/m', context_length: 4096 }],
  });
  const unused = { ...ANSWERS['tgi'], '/metrics': { body: '' } };
  expect((await reading('tgi', unused)).figures).toMatchObject({ requests_running: 0, requests_waiting: 0 });
});

test('Ollama: the loaded models with their expiry, and what their runners do', async () => {
  expect(await reading('ollama', OLLAMA_LOADED, [slotsOf([12, null])])).toMatchObject({
    state: 'ready',
    version: '0.15.2',
    figures: { slots: 2, requests_running: 1 },
    work: { tokensOf: new Map([['0 0 7', 12]]) },
    models: [
      {
        name: 'qwen3:8b',
        state: 'loaded',
        size_mb: 6144,
        quantisation: 'Q4_K_M',
        context_length: 8192,
        expires_at: '2026-11-28T06:30:00.123456789+01:00',
      },
    ],
  });
});

test('Ollama: a model whose runner does not tell what runs leaves that unknown; without a model nothing runs', async () => {
  expect((await reading('ollama', OLLAMA_LOADED)).figures).toEqual({});
  expect((await reading('ollama', OLLAMA_LOADED, [{}])).lacking).toBe('not_exposed');
  expect((await reading('ollama', { '/api/ps': { body: { models: [] } } })).figures).toEqual({
    requests_running: 0,
  });
});

test('KoboldCpp: one slot, its queue and its model', async () => {
  expect(await reading('koboldcpp', KOBOLDCPP_BUSY)).toMatchObject({
    version: '1.76',
    figures: { slots: 1, requests_running: 1, requests_waiting: 2, requests_finished: 4 },
    models: [{ name: 'tiny-F16', state: 'loaded', context_length: 512 }],
  });
  const inactive = { ...KOBOLDCPP_BUSY, '/api/v1/model': { body: { result: 'inactive' } } };
  expect(await reading('koboldcpp', inactive)).toMatchObject({ state: 'sleeping', models: [] });
});

test.each([
  [
    'lmstudio',
    [
      { name: 'qwen3-8b', state: 'loaded' },
      { name: 'gemma-3-4b', state: 'unloaded' },
    ],
  ],
  [
    'llama-swap',
    [
      { name: 'one', state: 'loaded' },
      { name: 'three', state: 'unloaded' },
      { name: 'two', state: 'loading' },
    ],
  ],
  ['tabbyapi', [{ name: 'Qwen3-8B-exl3', state: 'loaded', context_length: 32_768 }]],
])('%s: the states of its models', async (kind, models) => {
  expect(await reading(kind, ANSWERS[kind] ?? {})).toMatchObject({ state: 'ready', models });
});

test.each([
  ['text-embeddings-inference', { requests_waiting: 3, requests_finished: 8, requests_failed: 0 }],
  ['lmdeploy', { requests_running: 2, requests_waiting: 0, kv_cache_pct: 12.5 }],
  ['tensorrt-llm', { requests_running: 3, requests_waiting: 1, kv_cache_pct: 50, requests_finished: 10 }],
  ['aphrodite', { requests_running: 5, requests_waiting: 1 }],
])('%s: its figures', async (kind, figures) => {
  expect(await reading(kind, ANSWERS[kind] ?? {})).toMatchObject({ figures });
});

/** What a hostile or broken engine may answer on every path. */
const ODD: readonly unknown[] = [null, [], 'text', 7, {}, { models: 1, data: 'x', loads: {}, idle: -1 }];

test.each(DESCRIPTIONS)(
  '$kind: odd answers never throw, and never give a figure that is not a number',
  async (it) => {
    for (const body of ODD) {
      const answers = Object.fromEntries([...it.paths, '/slots'].map((path) => [path, { body }]));
      const answer = await it.read(askingOf(answers, [answers]));
      const figures: object = answer.ok ? answer.value.figures : {};
      for (const value of Object.values(figures)) {
        expect(value === undefined || Number.isFinite(value)).toBe(true);
      }
    }
  },
);

test.each(DESCRIPTIONS)('$kind: loading, a wanted key and other failures are told apart', async (it) => {
  for (const [status, failure] of [
    [503, 'loading'],
    [401, 'protected'],
    [500, 'unexpected'],
  ] as const) {
    const answers = Object.fromEntries(it.paths.map((path) => [path, { status }]));
    expect(await it.read(askingOf(answers))).toEqual(failed(failure));
  }
});
