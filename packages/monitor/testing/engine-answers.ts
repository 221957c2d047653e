import { LLAMA_IDLE } from './llama-answers.ts';
import { bucketsOf, type FakeAnswers, metricsText } from './metrics-text.ts';

/** vLLM of July 2026 with two data-parallel engine cores. */
export const vllmMetricsText = (prefix = 'vllm:', scale = 1): string => {
  const of = (name: string, values: readonly number[], labels = '') =>
    Object.fromEntries(
      values.map((value, core) => [`${prefix}${name}{engine="${core}",model_name="m"${labels}}`, value]),
    );
  return metricsText({
    ...of('num_requests_running', [3, 2]),
    ...of('num_requests_waiting', [1, 0]),
    ...of('kv_cache_usage_perc', [0.5, 0.25]),
    ...of('prompt_tokens_total', [1000 * scale, 500 * scale]),
    ...of('prompt_tokens_by_source_total', [100 * scale, 50 * scale], ',source="local_compute"'),
    ...of('prompt_tokens_by_source_total', [900 * scale, 450 * scale], ',source="local_cache_hit"'),
    ...of('generation_tokens_total', [400 * scale, 200 * scale]),
    ...of('prefix_cache_queries_total', [1000 * scale, 500 * scale]),
    ...of('prefix_cache_hits_total', [900 * scale, 450 * scale]),
    ...of('num_preemptions_total', [2, 1]),
    ...of('request_success_total', [30, 20], ',finished_reason="stop"'),
    ...of('request_success_total', [4, 0], ',finished_reason="abort"'),
    ...of('engine_sleep_state', [1, 1], ',sleep_state="awake"'),
    ...of('iteration_tokens_total_count', [70 * scale, 60 * scale]),
    ...bucketsOf(`${prefix}time_to_first_token_seconds`, {
      '0.1': 10 * scale,
      '0.2': 20 * scale,
      '+Inf': 20 * scale,
    }),
    ...bucketsOf(`${prefix}inter_token_latency_seconds`, {
      '0.01': 0,
      '0.02': 100 * scale,
      '+Inf': 100 * scale,
    }),
  });
};

export const VLLM_BUSY: FakeAnswers = {
  '/metrics': { body: vllmMetricsText() },
  '/v1/models': { body: { object: 'list', data: [{ id: 'org/m', owned_by: 'vllm', max_model_len: 8192 }] } },
  '/version': { body: { version: '0.12.0' } },
};

/** SGLang of July 2026: two data-parallel ranks of two tensor-parallel ranks each. */
export const SGLANG_BUSY: FakeAnswers = {
  '/v1/loads': {
    body: {
      version: '0.6.0',
      dp_rank_count: 2,
      loads: [0, 1].map((rank) => ({
        dp_rank: rank,
        num_running_reqs: 2 + rank,
        num_waiting_reqs: rank,
        token_usage: 0.2 + 0.2 * rank,
        max_running_requests: 32,
        speculative: { accept_length: 2.5, accept_rate: 0.75 },
      })),
    },
  },
  '/metrics': {
    body: metricsText({
      ...Object.fromEntries(
        [0, 1, 2, 3].flatMap((tp) =>
          [
            ['num_running_reqs', 2, ''],
            ['realtime_tokens_total', 100, ',mode="prefill_compute"'],
            ['realtime_tokens_total', 300, ',mode="prefill_cache"'],
            ['realtime_tokens_total', 50, ',mode="decode"'],
          ].map(([name, value, mode]) => [
            `sglang:${name}{dp_rank="${tp >> 1}",tp_rank="${tp}"${mode}}`,
            Number(value),
          ]),
        ),
      ),
      'sglang:num_requests_total{model_name="m"}': 12,
      ...bucketsOf('sglang:time_to_first_token_seconds', { '0.1': 1, '+Inf': 1 }),
    }),
  },
  '/v1/models': { body: { data: [{ id: 'org/m', max_model_len: 4096 }] } },
};

export const TGI_BUSY: FakeAnswers = {
  '/info': {
    body: { model_id: 'org/m', max_total_tokens: 4096, max_concurrent_requests: 128, version: '3.3.6' },
  },
  '/metrics': {
    body: metricsText({
      tgi_batch_current_size: 5,
      tgi_queue_size: 2,
      'tgi_request_count{endpoint="/generate"}': 20,
      'tgi_request_success{endpoint="/generate"}': 11,
      'tgi_request_failure{err="overloaded"}': 1,
      tgi_request_generated_tokens_sum: 900,
      tgi_request_input_length_sum: 4000,
    }),
  },
};

export const OLLAMA_LOADED: FakeAnswers = {
  '/api/ps': {
    body: {
      models: [
        {
          name: 'qwen3:8b',
          model: 'qwen3:8b',
          size: 6_442_450_944,
          size_vram: 6_442_450_944,
          digest: 'a'.repeat(64),
          details: { family: 'qwen3', parameter_size: '8.2B', quantization_level: 'Q4_K_M' },
          expires_at: '2026-11-28T06:30:00.123456789+01:00',
          context_length: 8192,
        },
      ],
    },
  },
  '/api/version': { body: { version: '0.15.2' } },
};

/** KoboldCpp 1.76. */
export const KOBOLDCPP_BUSY: FakeAnswers = {
  '/api/extra/perf': {
    body: { last_token_count: 9, total_gens: 4, queue: 2, idle: 0, uptime: 28.06, quiet: false },
  },
  '/api/extra/version': { body: { result: 'KoboldCpp', version: '1.76', protected: false } },
  '/api/v1/model': { body: { result: 'koboldcpp/tiny-F16' } },
  '/api/extra/true_max_context_length': { body: { value: 512 } },
};

export const LMSTUDIO_LOADED: FakeAnswers = {
  '/api/v0/models': {
    body: {
      object: 'list',
      data: [
        { id: 'qwen3-8b', type: 'llm', quantization: 'Q4_K_M', state: 'loaded', loaded_context_length: 4096 },
        {
          id: 'gemma-3-4b',
          type: 'vlm',
          quantization: '4bit',
          state: 'not-loaded',
          max_context_length: 131_072,
        },
      ],
    },
  },
};

export const LLAMA_SWAP_RUNNING: FakeAnswers = {
  '/running': {
    body: {
      running: [
        { model: 'one', state: 'ready' },
        { model: 'two', state: 'starting' },
      ],
    },
  },
  '/v1/models': { body: { object: 'list', data: [{ id: 'one' }, { id: 'three' }] } },
};

export const TEI_BUSY: FakeAnswers = {
  '/info': { body: { model_id: 'org/embed', max_input_length: 512, version: '1.8.0' } },
  '/metrics': { body: metricsText({ te_queue_size: 3, te_request_count: 9, te_request_success: 8 }) },
};

export const LMDEPLOY_BUSY: FakeAnswers = {
  '/metrics': {
    body: metricsText({
      'lmdeploy:num_requests_running{engine="0"}': 2,
      'lmdeploy:num_requests_waiting{engine="0"}': 0,
      'lmdeploy:gpu_cache_usage_perc{engine="0"}': 0.125,
      'lmdeploy:prompt_tokens_total{engine="0"}': 10,
      'lmdeploy:generation_tokens_total{engine="0"}': 20,
    }),
  },
  '/v1/models': { body: { data: [{ id: 'internlm3' }] } },
};

export const TENSORRT_BUSY: FakeAnswers = {
  '/prometheus/metrics': {
    body: metricsText({
      trtllm_num_requests_running: 3,
      trtllm_num_requests_waiting: 1,
      trtllm_kv_cache_utilization: 0.5,
      'trtllm_request_success_total{finished_reason="stop"}': 10,
    }),
  },
  '/v1/models': { body: { data: [{ id: 'org/m' }] } },
  '/version': { body: { version: '1.3.0' } },
};

export const TABBYAPI_LOADED: FakeAnswers = {
  '/v1/model': { body: { id: 'Qwen3-8B-exl3', object: 'model', parameters: { max_seq_len: 32_768 } } },
};

/** mistral.rs of 2026 with one running request. Its health is a text, and its metrics are those of its HTTP server. */
export const MISTRAL_RS_BUSY: FakeAnswers = {
  '/metrics': {
    body: metricsText({
      'http_requests_in_flight{method="POST",path="/v1/chat/completions",model="org/m"}': 3,
      'http_requests_in_flight{method="GET",path="/v1/models",model="none"}': 1,
      'http_requests_total{method="POST",path="/v1/chat/completions",model="org/m",status="200"}': 7,
      'http_requests_total{method="POST",path="/v1/embeddings",model="org/m",status="500"}': 2,
      'http_requests_total{method="POST",path="/v1/completions",model="org/m",status="422"}': 1,
      'http_requests_total{method="GET",path="/v1/models",model="none",status="200"}': 90,
      ...bucketsOf('mistralrs_time_to_first_token_seconds', { '0.1': 5, '+Inf': 7 }),
      ...bucketsOf('mistralrs_inter_token_latency_seconds', { '0.01': 0, '+Inf': 70 }),
    }),
  },
  '/health': { body: 'OK' },
  '/v1/models': {
    body: {
      object: 'list',
      data: [
        { id: 'default', object: 'model', owned_by: 'local' },
        { id: 'org/m', object: 'model', owned_by: 'local', status: 'loaded' },
        { id: 'org/other', object: 'model', owned_by: 'local', status: 'unloaded' },
      ],
    },
  },
};

export const LOCALAI_IDLE: FakeAnswers = {
  '/version': { body: { version: 'v3.8.0 (abc)' } },
  '/v1/models': { body: { object: 'list', data: [{ id: 'phi-2', object: 'model' }] } },
};

/** The server of mlx-vlm; that of mlx-lm answers `{"status": "ok"}`. */
export const MLX_LOADED: FakeAnswers = {
  '/health': { body: { status: 'healthy', loaded_model: 'mlx-community/x', loaded_adapter: null } },
};

const tritonModel = (name: string, version: string, success: number, fail: number) => ({
  ...{ name, version, last_inference: 0, inference_count: 64 * success, execution_count: success },
  inference_stats: {
    success: { count: success, ns: 1_000_000 },
    fail: { count: fail, ns: 0 },
    queue: { count: success, ns: 1_000 },
  },
  batch_stats: [],
});

export const TRITON_USED: FakeAnswers = {
  '/v2': { body: { name: 'triton', version: '2.59.0', extensions: ['statistics', 'model_repository'] } },
  '/v2/models/stats': {
    body: {
      model_stats: [
        tritonModel('ranker', '1', 10, 1),
        tritonModel('ranker', '2', 5, 0),
        tritonModel('encoder', '1', 0, 0),
      ],
    },
  },
};

/** Answers of a server of each engine that is read, by its name on the wire. */
export const ANSWERS: Readonly<Record<string, FakeAnswers>> = {
  'llama.cpp': LLAMA_IDLE,
  vllm: VLLM_BUSY,
  sglang: SGLANG_BUSY,
  tgi: TGI_BUSY,
  ollama: OLLAMA_LOADED,
  lmstudio: LMSTUDIO_LOADED,
  'tensorrt-llm': TENSORRT_BUSY,
  koboldcpp: KOBOLDCPP_BUSY,
  'llama-swap': LLAMA_SWAP_RUNNING,
  'text-embeddings-inference': TEI_BUSY,
  lmdeploy: LMDEPLOY_BUSY,
  tabbyapi: TABBYAPI_LOADED,
  aphrodite: {
    '/metrics': { body: vllmMetricsText('aphrodite:') },
    '/v1/models': { body: { data: [{ id: 'org/m', max_model_len: 4096 }] } },
  },
  'mistral.rs': MISTRAL_RS_BUSY,
  localai: LOCALAI_IDLE,
  mlx: MLX_LOADED,
  triton: TRITON_USED,
};
