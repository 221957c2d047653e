import { expect, test } from 'vitest';
import {
  ANSWERS,
  KOBOLDCPP_BUSY,
  LOCALAI_IDLE,
  MISTRAL_RS_BUSY,
  MLX_LOADED,
  OLLAMA_LOADED,
  SGLANG_BUSY,
  TRITON_USED,
} from '../../testing/engine-answers.ts';
import {
  LLAMA_IDLE,
  LLAMA_ROUTER,
  llamaMetricsText,
  llamaProps,
  slotsOf,
} from '../../testing/llama-answers.ts';
import { metricsText } from '../../testing/metrics-text.ts';
import { askingOf, reading } from '../../testing/read-answers.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { failed } from './engine-reading.ts';

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

test('mistral.rs: its requests to a model, whatever else its HTTP server counts', async () => {
  expect(await reading('mistral.rs', MISTRAL_RS_BUSY)).toMatchObject({
    state: 'ready',
    figures: { requests_running: 3, requests_finished: 7, requests_failed: 2 },
    ttft: { counts: [5, 7] },
    itl: { counts: [0, 70] },
    models: [
      { name: 'org/m', state: 'loaded' },
      { name: 'org/other', state: 'unloaded' },
    ],
  });
  const unused = { ...MISTRAL_RS_BUSY, '/metrics': { body: '' } };
  expect((await reading('mistral.rs', unused)).figures).toEqual({
    ...{ requests_running: 0, requests_finished: 0, requests_failed: 0 },
  });
  const earlier = metricsText({ 'http_requests_total{path="/v1/completions",status="200"}': 4 });
  expect(
    (await reading('mistral.rs', { ...MISTRAL_RS_BUSY, '/metrics': { body: earlier } })).figures,
  ).toEqual({
    ...{ requests_running: undefined, requests_finished: 4, requests_failed: 0 },
  });
});

test.each([503, 404, 501])(
  '[E2] mistral.rs: without metrics (%i) its health tells that it serves',
  async (status) => {
    const { '/metrics': _, ...others } = MISTRAL_RS_BUSY;
    const said = await reading('mistral.rs', { ...others, '/metrics': { status } });
    expect([said.state, said.figures, said.models.length]).toEqual(['ready', {}, 2]);
    const loading = { ...others, '/metrics': { status: 503 }, '/health': { status: 503 } };
    await expect(reading('mistral.rs', loading)).rejects.toThrow('loading');
  },
);

test('Triton: each model once, and the requests of all its versions', async () => {
  expect(await reading('triton', TRITON_USED)).toMatchObject({
    state: 'ready',
    version: '2.59.0',
    figures: { requests_finished: 15, requests_failed: 1 },
    models: [
      { name: 'ranker', state: 'loaded' },
      { name: 'encoder', state: 'loaded' },
    ],
  });
});

test('MLX and LocalAI: that they serve, and their models', async () => {
  expect(await reading('mlx', MLX_LOADED)).toMatchObject({
    state: 'ready',
    models: [{ name: 'mlx-community/x', state: 'loaded' }],
  });
  expect((await reading('mlx', { '/health': { body: { status: 'ok' } } })).models).toEqual([]);
  expect(await reading('localai', LOCALAI_IDLE)).toMatchObject({
    ...{
      state: 'ready',
      version: 'v3.8.0 (abc)',
      figures: {},
      models: [{ name: 'phi-2', state: undefined }],
    },
  });
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
