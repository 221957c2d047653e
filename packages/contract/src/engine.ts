import Type from 'typebox';
import { LIMITS } from './limits.ts';
import { f64, percent, text, u32 } from './schema.ts';

/** Inference engines that the wire knows by name (section E). */
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

/** An inference engine's name on the wire. */
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** What an engine can say of its own state (section E); `protected` is an answer of 401 or 403. */
export const ENGINE_STATES = ['starting', 'ready', 'sleeping', 'protected', 'unreachable'] as const;

/** An engine's state on the wire. */
export type EngineState = (typeof ENGINE_STATES)[number];

/** What the inference engine says of itself (section E). */
export const EngineSchema = Type.Object(
  {
    kind: Type.Enum([...ENGINE_KINDS]),
    version: Type.Optional(text('Version as the engine gives it.')),
    endpoint: Type.Optional(text('Address that was asked; always on loopback ([E1]).')),
    state: Type.Enum([...ENGINE_STATES]),
    requests_running: Type.Optional(u32('Requests that it works on.')),
    requests_waiting: Type.Optional(u32('Requests that wait.')),
    kv_cache_pct: Type.Optional(percent('Share of the KV cache in use, 0-100.')),
    prompt_tokens_per_s: Type.Optional(f64('Prompt tokens taken in, per second.')),
    generation_tokens_per_s: Type.Optional(f64('Tokens generated, per second.')),
    ttft_ms_p50: Type.Optional(f64('Median time to the first token, milliseconds.')),
    models: Type.Optional(Type.Array(text('A model that it serves.'), { maxItems: LIMITS.maxUnknownFields })),
    unknown: Type.Optional(
      Type.Record(Type.String(), text('Why the figure is not known.'), {
        maxProperties: LIMITS.maxUnknownFields,
      }),
    ),
  },
  { description: 'What the inference engine says of itself.' },
);

/** What the inference engine says of itself (section E). */
export type Engine = Type.Static<typeof EngineSchema>;
