import { Type } from '#schemas';
import { LIMITS } from './limits.ts';
import { byField, f64, percent, text, timestamp, u32, u64 } from './schema.ts';

/** Names of inference engines on the wire (section E); later versions can have more. */
export const ENGINE_KINDS = [
  'llama.cpp',
  'vllm',
  'sglang',
  'tgi',
  'ollama',
  'lmstudio',
  'tensorrt-llm',
  'koboldcpp',
  'llama-swap',
  'text-embeddings-inference',
  'lmdeploy',
  'tabbyapi',
  'aphrodite',
  'mistral.rs',
  'localai',
  'mlx',
  'triton',
  'other',
] as const;

/** Name of an inference engine on the wire. */
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** States of an engine ([E2]). */
export const ENGINE_STATES = ['starting', 'ready', 'sleeping', 'protected', 'unreachable', 'stuck'] as const;

/** State of an engine on the wire ([E2]). */
export type EngineState = (typeof ENGINE_STATES)[number];

/** State and figures that an inference engine reports (section E). */
export const EngineSchema = Type.Object(
  {
    kind: Type.String({
      description: 'Name of the engine, such as vllm; other for one without a name on the wire.',
      minLength: 1,
      maxLength: LIMITS.maxNameChars,
    }),
    version: Type.Optional(text('Version that the engine reports.')),
    endpoint: Type.Optional(text("Address that the hive reads: one of the engine's own ([E1]).")),
    state: Type.Enum([...ENGINE_STATES]),
    slots: Type.Optional(u32('Requests that the engine runs at the same time at most.')),
    requests_running: Type.Optional(u32('Running requests.')),
    requests_waiting: Type.Optional(u32('Waiting requests.')),
    kv_cache_pct: Type.Optional(percent('Share of the KV cache in use, 0-100.')),
    prompt_tokens_per_s: Type.Optional(f64('Prompt tokens processed, per second.')),
    generation_tokens_per_s: Type.Optional(f64('Tokens generated, per second.')),
    ttft_ms_p50: Type.Optional(f64('Median time to the first token, milliseconds.')),
    ttft_ms_p95: Type.Optional(f64('95th percentile of the time to the first token, milliseconds.')),
    itl_ms_p50: Type.Optional(f64('Median time between two tokens, milliseconds.')),
    itl_ms_p95: Type.Optional(f64('95th percentile of the time between two tokens, milliseconds.')),
    prefix_cache_hit_pct: Type.Optional(percent('Prompt tokens that were found in the cache, 0-100.')),
    draft_accepted_pct: Type.Optional(percent('Tokens of speculative decoding that were accepted, 0-100.')),
    preemptions: Type.Optional(u64('Requests that were put back for lack of memory, since the start.')),
    requests_finished: Type.Optional(u64('Finished requests since the start of the engine.')),
    requests_failed: Type.Optional(u64('Failed or aborted requests since the start of the engine.')),
    models: Type.Optional(
      Type.Array(text('Model that the engine serves.'), { maxItems: LIMITS.maxUnknownFields }),
    ),
    unknown: Type.Optional(
      byField(text('Reason why the value is not known.'), 'Figures that are not known, with the reason.'),
    ),
  },
  { description: 'State and figures that the inference engine reports.' },
);

/** State and figures that an inference engine reports (section E). */
export type Engine = Type.Static<typeof EngineSchema>;

/** States of a model that an engine has or can load ([W5]). */
export const MODEL_STATES = ['loaded', 'loading', 'sleeping', 'unloaded'] as const;

/** State of a model ([W5]). */
export type ModelState = (typeof MODEL_STATES)[number];

/** What an engine says of one of its models ([W5]). */
export const engineModelFields = {
  state: Type.Optional(
    Type.Enum([...MODEL_STATES], { description: 'Absent if the engine does not tell it.' }),
  ),
  size_mb: Type.Optional(u64('Size of the model as the engine tells it, MiB.')),
  quantisation: Type.Optional(text('Quantisation, such as Q4_K_M.')),
  context_length: Type.Optional(u64('Longest context that it is loaded with, tokens.')),
  expires_at: Type.Optional(timestamp('When the engine unloads it if nobody uses it.')),
};
