import Type from 'typebox';
import { LIMITS } from './limits.ts';
import { byField, f64, percent, text, u32 } from './schema.ts';

/** Names of inference engines on the wire (section E). */
export const ENGINE_KINDS = [
  'llama.cpp',
  'vllm',
  'sglang',
  'tgi',
  'ollama',
  'lmstudio',
  'tensorrt-llm',
  'other',
] as const;

/** Name of an inference engine on the wire. */
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** States of an engine (section E); `protected`: it answered 401 or 403. */
export const ENGINE_STATES = ['starting', 'ready', 'sleeping', 'protected', 'unreachable'] as const;

/** State of an engine on the wire. */
export type EngineState = (typeof ENGINE_STATES)[number];

/** State and metrics that an inference engine reports (section E). */
export const EngineSchema = Type.Object(
  {
    kind: Type.Enum([...ENGINE_KINDS]),
    version: Type.Optional(text('Version that the engine reports.')),
    endpoint: Type.Optional(text('Address that the hive reads; always on loopback ([E1]).')),
    state: Type.Enum([...ENGINE_STATES]),
    requests_running: Type.Optional(u32('Number of running requests.')),
    requests_waiting: Type.Optional(u32('Number of waiting requests.')),
    kv_cache_pct: Type.Optional(percent('Share of the KV cache in use, 0-100.')),
    prompt_tokens_per_s: Type.Optional(f64('Prompt tokens processed, per second.')),
    generation_tokens_per_s: Type.Optional(f64('Tokens generated, per second.')),
    ttft_ms_p50: Type.Optional(f64('Median time to the first token, milliseconds.')),
    models: Type.Optional(
      Type.Array(text('Model that the engine serves.'), { maxItems: LIMITS.maxUnknownFields }),
    ),
    unknown: Type.Optional(
      byField(text('Reason why the value is not known.'), 'Figures that are not known, with the reason.'),
    ),
  },
  { description: 'State and metrics that the inference engine reports.' },
);

/** State and metrics that an inference engine reports (section E). */
export type Engine = Type.Static<typeof EngineSchema>;
