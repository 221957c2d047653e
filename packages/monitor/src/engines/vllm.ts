import { type MetricNames, metricsEngine } from './metrics-engine.ts';

/** The metrics of vLLM's `v1/metrics/loggers.py`, of versions 0.8 to those of July 2026. */
const namesWith = (prefix: string): MetricNames => {
  const named = (...names: readonly string[]) => names.map((it) => prefix + it);
  return {
    running: named('num_requests_running'),
    waiting: named('num_requests_waiting'),
    kvCache: named('kv_cache_usage_perc', 'gpu_cache_usage_perc'),
    prompt: named('prompt_tokens_total'),
    promptBySource: named('prompt_tokens_by_source_total'),
    generated: named('generation_tokens_total'),
    cacheHits: named('prefix_cache_hits_total', 'gpu_prefix_cache_hits_total'),
    cacheQueries: named('prefix_cache_queries_total', 'gpu_prefix_cache_queries_total'),
    drafted: named('spec_decode_num_draft_tokens_total'),
    accepted: named('spec_decode_num_accepted_tokens_total'),
    preemptions: named('num_preemptions_total'),
    ended: named('request_success_total'),
    sleepState: named('engine_sleep_state'),
    // A histogram, in spite of its name.
    steps: named('iteration_tokens_total_count'),
    ttft: named('time_to_first_token_seconds'),
    itl: named('inter_token_latency_seconds', 'time_per_output_token_seconds'),
  };
};

/**
 * vLLM. Front ends that share a port (`--api-server-count`, by default one for each data-parallel rank) also share their
 * metrics: each answers for all, with the latest value of a gauge and the sum of a counter (`v1/metrics/prometheus.py`,
 * `multiprocess_mode="mostrecent"`). Those behind the supervisor for external load balancers have a port each, and each
 * answers for its own rank. The supervisor's port tells its health alone. A key guards `/v1/models` and not `/metrics`. Other paths are not asked: several change the server (`/sleep`,
 * `/wake_up`, `/reset_prefix_cache`).
 */
export const VLLM = metricsEngine({
  kind: 'vllm',
  path: '/metrics',
  names: namesWith('vllm:'),
  versionPath: '/version',
  hasRankServers: true,
  context: 'max_model_len',
});

/** Aphrodite, which is made from vLLM and has its metrics under its own prefix. */
export const APHRODITE = metricsEngine({
  kind: 'aphrodite',
  path: '/metrics',
  names: namesWith('aphrodite:'),
  context: 'max_model_len',
});
