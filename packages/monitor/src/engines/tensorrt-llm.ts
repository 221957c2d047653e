import { metricsEngine } from './metrics-engine.ts';

/**
 * TensorRT-LLM's server. Its `/metrics` is never asked: that gives each statistic of an iteration once, so another
 * reader would miss it. `/prometheus/metrics` exists if the server keeps performance metrics.
 */
export const TENSORRT_LLM = metricsEngine({
  kind: 'tensorrt-llm',
  path: '/prometheus/metrics',
  names: {
    running: ['trtllm_num_requests_running'],
    waiting: ['trtllm_num_requests_waiting'],
    kvCache: ['trtllm_kv_cache_utilization'],
    prompt: ['trtllm_prompt_tokens_total'],
    generated: ['trtllm_generation_tokens_total'],
    ended: ['trtllm_request_success_total'],
    ttft: ['trtllm_time_to_first_token_seconds'],
    itl: ['trtllm_time_per_output_token_seconds'],
  },
  versionPath: '/version',
});
