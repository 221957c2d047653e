import type { EngineKind } from '@rbee/contract';
import { type ModelSource, modelSource, NO_MODEL } from '../naming/index.ts';
import { MODEL_FIRST } from './argument-rules.ts';
import { optionValue, positional } from './options.ts';
import type { Program } from './program.ts';
import type { Part } from './recognised.ts';

/**
 * Titles of vLLM's engine cores, ranks and front ends (`VLLM::EngineCore_DP0`, `VLLM::Worker_TP0`, `VLLM::APIServer_0`)
 * and of SGLang's (`sglang::scheduler_TP0`). Users can change vLLM's prefix. The kernel cuts the short name to 15 bytes
 * but not the title.
 */
const TITLES: readonly (readonly [RegExp, EngineKind])[] = [
  [/^sglang::\w/, 'sglang'],
  [/^[\w.-]+::(?:(?:EngineCore|Worker|DPCoordinator)(?:_|$)|APIServer_\d)/, 'vllm'],
];

/**
 * `python -c "from multiprocessing.spawn import spawn_main; ..."`, as CPython's multiprocessing starts its processes.
 */
const MULTIPROCESSING = /^from multiprocessing\.(?:spawn|forkserver|resource_tracker) import /;

/** Recognises a helper process of an engine by its title or command line; null for all others. */
export function partOf(argv: readonly string[], program: Program | null): Part | null {
  const kind = TITLES.find(([title]) => title.test(argv[0] ?? ''))?.[1];
  if (kind) return { kind, model: NO_MODEL };
  if (argv.some((arg, at) => argv[at - 1] === '-c' && MULTIPROCESSING.test(arg))) {
    return { kind: null, model: NO_MODEL };
  }
  if (program?.name === 'ollama' && program.rest[0] === 'runner') return ofOllama(program.rest);
  if (program?.name === 'ollama_llama_server') return ofOllama(program.rest);
  if (program?.name === 'text-generation-server' && program.rest[0] === 'serve') {
    return { kind: 'tgi', model: told(positional(program.rest.slice(1), MODEL_FIRST)) };
  }
  return null;
}

const ofOllama = (args: readonly string[]): Part => ({
  kind: 'ollama',
  model: told(optionValue(args, '--model')),
});

const told = (value: string | null): ModelSource =>
  value === null ? NO_MODEL : (modelSource(value) ?? NO_MODEL);
