import { metricsEngine } from './metrics-engine.ts';

/** LMDeploy (`metrics/loggers.py`). It has metrics only with `--enable-metrics`, the default of later versions. */
export const LMDEPLOY = metricsEngine({
  kind: 'lmdeploy',
  path: '/metrics',
  names: {
    running: ['lmdeploy:num_requests_running'],
    waiting: ['lmdeploy:num_requests_waiting'],
    kvCache: ['lmdeploy:gpu_cache_usage_perc'],
    prompt: ['lmdeploy:prompt_tokens_total'],
    generated: ['lmdeploy:generation_tokens_total'],
    ttft: ['lmdeploy:time_to_first_token_seconds'],
    itl: ['lmdeploy:iter_token_latency'],
  },
});
