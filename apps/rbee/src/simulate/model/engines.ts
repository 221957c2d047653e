import type { Engine, EngineKind } from '@rbee/contract';

/** Figures that an engine can tell of its requests, by their names on the wire. */
export type RequestFigure = Exclude<
  { [K in keyof Engine]-?: NonNullable<Engine[K]> extends number ? K : never }[keyof Engine],
  undefined
>;

/** How one inference engine behaves, as far as it can be seen from outside. */
export interface EngineHabits {
  readonly kind: EngineKind;
  readonly version: string;
  /** Port that it takes unless that is in use. */
  readonly port: number;
  /** Requests that it works on at once. */
  readonly slots: number;
  /** Takes its whole share of the GPU's memory at the start, however large the model is. */
  readonly reserves: boolean;
  /** Figures of its requests that it tells; none if it tells nothing of them. */
  readonly tells: readonly RequestFigure[];
  /** Longest context that its models are loaded with, tokens; undefined if it does not tell it. */
  readonly context?: number;
  /** Time without a request after which it unloads a model, seconds; undefined if it unloads none by itself. */
  readonly keepAliveS?: number;
  /** True if it keeps models on the disk that it can load on request. */
  readonly hasLibrary?: true;
  /** Processes of its tree for one GPU. */
  readonly pids: number;
  /** Resident memory beside the model, MiB. */
  readonly rssMb: number;
}

/** Of servers for many users. */
const SHARED = { reserves: true, context: 32_768 } as const;

const REQUESTS = ['requests_running', 'requests_waiting'] as const;
const TOKENS = ['prompt_tokens_per_s', 'generation_tokens_per_s'] as const;
const FIRST_TOKEN = ['ttft_ms_p50', 'ttft_ms_p95'] as const;
const NEXT_TOKEN = ['itl_ms_p50', 'itl_ms_p95'] as const;
const ENDED = ['requests_finished', 'requests_failed'] as const;

const CACHES = ['prefix_cache_hit_pct', 'draft_accepted_pct'] as const;

const LLAMA = ['slots', ...REQUESTS, ...TOKENS, ...CACHES] as const;
const VLLM = [
  ...REQUESTS,
  'kv_cache_pct',
  ...TOKENS,
  ...FIRST_TOKEN,
  ...NEXT_TOKEN,
  ...CACHES,
  'preemptions',
  ...ENDED,
] as const;
const SGLANG = ['slots', ...VLLM] as const;
const TGI = [...REQUESTS, ...TOKENS, ...NEXT_TOKEN, ...ENDED] as const;
const TRT = [...REQUESTS, 'kv_cache_pct', ...TOKENS, ...FIRST_TOKEN, ...NEXT_TOKEN, ...ENDED] as const;
const OLLAMA = ['slots', 'requests_running', 'generation_tokens_per_s'] as const;
const EMBEDDINGS = ['requests_waiting', ...ENDED] as const;

/** Engines by a short name of ours; `whisper` is none that the wire knows by name. */
export const ENGINES = {
  llama: habits('llama.cpp', 'b6527', 8080, { slots: 4, tells: LLAMA, rssMb: 740, context: 8_192 }),
  vllm: habits('vllm', '0.10.2', 8000, { ...SHARED, slots: 48, tells: VLLM, pids: 3, rssMb: 4_900 }),
  sglang: habits('sglang', '0.5.2', 30_000, { ...SHARED, slots: 48, tells: SGLANG, pids: 4, rssMb: 5_300 }),
  tgi: habits('tgi', '3.3.5', 3000, { ...SHARED, slots: 32, tells: TGI, pids: 3, rssMb: 3_600 }),
  trt: habits('tensorrt-llm', '1.0.0', 8355, { ...SHARED, slots: 64, tells: TRT, pids: 2, rssMb: 6_100 }),
  ollama: habits('ollama', '0.11.11', 11_434, {
    ...{ slots: 4, tells: OLLAMA, pids: 2, rssMb: 620 },
    ...{ context: 4_096, keepAliveS: 300, hasLibrary: true },
  }),
  lmstudio: habits('lmstudio', '0.3.25', 1234, {
    ...{ slots: 4, tells: [], pids: 3, rssMb: 880 },
    ...{ context: 4_096, hasLibrary: true },
  }),
  tei: habits('text-embeddings-inference', '1.8.2', 8090, { slots: 16, tells: EMBEDDINGS, rssMb: 910 }),
  whisper: habits('other', '1.1.1', 8060, { slots: 2, tells: [], rssMb: 1_250 }),
} as const satisfies Record<string, EngineHabits>;

/** An engine's short name. */
export type EngineName = keyof typeof ENGINES;

function habits(
  kind: EngineKind,
  version: string,
  port: number,
  more: Partial<EngineHabits> & Pick<EngineHabits, 'slots' | 'tells' | 'rssMb'>,
): EngineHabits {
  return { kind, version, port, reserves: false, pids: 1, ...more };
}
