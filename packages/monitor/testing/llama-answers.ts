import { type FakeAnswers, metricsText } from './metrics-text.ts';

/** llama-server v0.4.0 (September 2026): names, types and shapes of its answers. */
export const llamaMetricsText = (
  running: number,
  waiting: number,
  more: Readonly<Record<string, number>> = {},
): string =>
  metricsText({
    'llamacpp:prompt_tokens_total': 24,
    'llamacpp:prompt_tokens_cached_total': 0,
    'llamacpp:prompt_seconds_total': 0.520922,
    'llamacpp:tokens_predicted_total': 0,
    'llamacpp:n_decode_total': 1,
    'llamacpp:spec_decode_num_draft_tokens_total': 0,
    'llamacpp:spec_decode_num_accepted_tokens_total': 0,
    'llamacpp:spec_decode_num_drafts_total': 0,
    'llamacpp:prompt_tokens_seconds': 46.0722,
    'llamacpp:requests_processing': running,
    'llamacpp:requests_deferred': waiting,
    'llamacpp:n_busy_slots_per_decode': 2,
    ...more,
  });

export const llamaProps = (isSleeping = false) => ({
  default_generation_settings: { params: { seed: 4_294_967_295, n_predict: -1 }, n_ctx: 4096 },
  total_slots: 4,
  model_alias: '/models/tiny-F16.gguf',
  model_ftype: 'F16',
  model_path: '/models/tiny-F16.gguf',
  chat_template: '{%- for message in messages -%}{%- endfor -%}',
  build_info: 'b6400-5b4ebc5',
  is_sleeping: isSleeping,
});

const META = { n_vocab: 32_000, n_ctx: 4096, n_ctx_train: 4096, n_params: 4_178_240, size: 8_357_120 };

export const llamaModels = {
  object: 'list',
  data: [{ id: '/models/tiny-F16.gguf', owned_by: 'llamacpp', meta: { ...META, ftype: 'F16' } }],
};

/** The router lists each model with the command line of its child. */
const routed = (id: string, value: string, more: object = {}) => ({
  id,
  owned_by: 'llamacpp',
  status: { value, args: ['llama-server', '--api-key', 'planted-secret', '--model', `/m/${id}.gguf`] },
  ...more,
});

export const LLAMA_ROUTER: FakeAnswers = {
  '/props': {
    body: { role: 'router', max_instances: 2, models_autoload: true, build_info: 'b6400-5b4ebc5' },
  },
  '/v1/models': {
    body: {
      object: 'list',
      data: [routed('alpha', 'unloaded'), routed('beta', 'loaded', { meta: { ...META, ftype: 'Q4_K_M' } })],
    },
  },
};

export const LLAMA_IDLE: FakeAnswers = {
  '/props': { body: llamaProps() },
  '/metrics': { body: llamaMetricsText(0, 0) },
  '/v1/models': { body: llamaModels },
};

/** The slots of a runner of Ollama. */
export const slotsOf = (decoded: readonly (number | null)[]): FakeAnswers => ({
  '/slots': {
    body: decoded.map((it, id) => ({
      id,
      n_ctx: 4096,
      is_processing: it !== null,
      id_task: 7,
      next_token: [{ has_next_token: it !== null, n_decoded: it ?? 0 }],
    })),
  },
});
