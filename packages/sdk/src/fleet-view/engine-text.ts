import type { Engine, EngineKind } from '@rbee/contract';

/** Engines as their makers write them, where that is not the name on the wire. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    vllm: 'vLLM',
    sglang: 'SGLang',
    tgi: 'TGI',
    ollama: 'Ollama',
    lmstudio: 'LM Studio',
    'tensorrt-llm': 'TensorRT-LLM',
    koboldcpp: 'KoboldCpp',
    'text-embeddings-inference': 'text-embeddings',
    lmdeploy: 'LMDeploy',
    tabbyapi: 'TabbyAPI',
    aphrodite: 'Aphrodite',
    localai: 'LocalAI',
    mlx: 'MLX',
    triton: 'Triton',
    other: 'other engine',
  } satisfies Partial<Record<EngineKind, string>>),
);

/** Name and version of an engine for people: `vLLM 0.14.1`. */
export function engineText({ kind, version }: Pick<Engine, 'kind' | 'version'>): string {
  const name = NAMES.get(kind) ?? kind;
  return version === undefined || version === '' ? name : `${name} ${version}`;
}

/** Name and version of an engine as filters have them: `vllm 0.14.1`; undefined without a version. */
export const engineVersion = ({ kind, version }: Pick<Engine, 'kind' | 'version'>): string | undefined =>
  version ? `${kind} ${version}` : undefined;
