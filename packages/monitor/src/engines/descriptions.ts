import type { EngineDescription } from './description.ts';
import { KOBOLDCPP } from './koboldcpp.ts';
import { LLAMA_CPP } from './llama-cpp.ts';
import { LLAMA_SWAP } from './llama-swap.ts';
import { LMDEPLOY } from './lmdeploy.ts';
import { LMSTUDIO } from './lmstudio.ts';
import { LOCALAI } from './localai.ts';
import { MISTRAL_RS } from './mistral-rs.ts';
import { MLX } from './mlx.ts';
import { OLLAMA } from './ollama.ts';
import { SGLANG } from './sglang.ts';
import { TABBYAPI } from './tabbyapi.ts';
import { TENSORRT_LLM } from './tensorrt-llm.ts';
import { TEXT_EMBEDDINGS } from './text-embeddings-inference.ts';
import { TGI } from './tgi.ts';
import { TRITON } from './triton.ts';
import { APHRODITE, VLLM } from './vllm.ts';

/** The engines that are read. Each is asked only the paths of its description ([E1]). */
export const DESCRIPTIONS: readonly EngineDescription[] = [
  LLAMA_CPP,
  VLLM,
  SGLANG,
  TGI,
  OLLAMA,
  LMSTUDIO,
  TENSORRT_LLM,
  KOBOLDCPP,
  LLAMA_SWAP,
  TEXT_EMBEDDINGS,
  LMDEPLOY,
  TABBYAPI,
  APHRODITE,
  MISTRAL_RS,
  LOCALAI,
  MLX,
  TRITON,
];
