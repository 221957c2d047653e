import type { EngineName } from './engines.ts';

/** A model as it is usually served. */
export interface Model {
  readonly name: string;
  readonly group: string;
  /** Memory of its weights as served, MiB; of a mixture of experts, all of them. */
  readonly weightsMb: number;
  /** Share of the weights that one token passes through. */
  readonly active: number;
  readonly engines: readonly EngineName[];
}

const LARGE = ['vllm', 'sglang', 'trt'] as const satisfies readonly EngineName[];
const MIDDLE = ['vllm', 'sglang', 'tgi', 'llama'] as const satisfies readonly EngineName[];
const SMALL = ['llama', 'ollama', 'llama', 'lmstudio', 'vllm'] as const satisfies readonly EngineName[];
const EMBEDDERS = ['tei', 'llama'] as const satisfies readonly EngineName[];

const model = (
  name: string,
  group: string,
  weightsMb: number,
  engines: readonly EngineName[],
  active = 1,
): Model => ({ name, group, weightsMb, engines, active });

/** Models, the largest first. */
export const MODELS: readonly Model[] = [
  model('deepseek-v3-0324', 'llm', 655_000, ['sglang', 'vllm'], 0.055),
  model('qwen3-235b-a22b-fp8', 'llm', 238_000, LARGE, 0.094),
  model('llama-3.3-70b-instruct-fp8', 'llm', 71_800, LARGE),
  model('gpt-oss-120b', 'llm', 62_400, ['vllm', 'llama', 'trt'], 0.044),
  model('qwen2.5-72b-instruct-awq', 'llm', 39_700, MIDDLE),
  model('mixtral-8x7b-instruct-v0.1-awq', 'llm', 23_500, MIDDLE, 0.28),
  model('qwen3-32b-awq', 'llm', 18_400, MIDDLE),
  model('gemma-3-27b-it-q4_0', 'llm', 15_700, SMALL),
  model('qwen2.5-vl-7b-instruct', 'vision', 15_800, ['vllm', 'sglang']),
  model('llama-3.1-8b-instruct', 'llm', 15_320, MIDDLE),
  model('mistral-small-24b-instruct-q4_k_m', 'llm', 13_670, SMALL),
  model('gpt-oss-20b', 'llm', 12_100, SMALL, 0.17),
  model('phi-4-q4_k_m', 'llm', 8_640, SMALL),
  model('qwen2.5-coder-7b-instruct-q8_0', 'code', 7_720, SMALL),
  model('llama-3.1-8b-instruct-q4_k_m', 'llm', 4_690, SMALL),
  model('qwen2.5-coder-7b-instruct-q4_k_m', 'code', 4_460, SMALL),
  model('whisper-large-v3', 'speech', 2_950, ['whisper']),
  model('llama-3.2-3b-instruct-q4_k_m', 'llm', 1_920, SMALL),
  model('llama-3.2-1b-instruct-q8_0', 'llm', 1_260, SMALL),
  model('bge-m3', 'embed', 1_090, EMBEDDERS),
  model('qwen2.5-0.5b-instruct-q4_k_m', 'llm', 380, SMALL),
  model('nomic-embed-text-v1.5', 'embed', 262, EMBEDDERS),
  model('all-minilm-l6-v2', 'embed', 44, EMBEDDERS),
];
