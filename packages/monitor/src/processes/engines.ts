import { TENSORRT_ARGUMENTS, VLLM_ARGUMENTS } from './argument-rules.ts';
import type { Engine } from './engine.ts';
import { LLAMA_PRESETS } from './llama-presets.ts';
import { OTHER_ENGINES } from './other-engines.ts';

const LLAMA_CPP: Pick<Engine, 'onRequest' | 'presets' | 'port' | 'socket' | 'model'> = {
  onRequest: true, // without a model it is a router
  presets: LLAMA_PRESETS,
  port: { options: ['--port'], variables: ['LLAMA_ARG_PORT'], byDefault: [8080, 9931] },
  // The last variable is that of Docker's Model Runner.
  socket: { options: ['--host'], variables: ['LLAMA_ARG_HOST', 'DD_INF_UDS'] },
  model: {
    served: {
      options: ['--alias', '-a'],
      variables: ['LLAMA_ARG_ALIAS'],
      many: { '--alias': ',', '-a': ',', LLAMA_ARG_ALIAS: ',' },
    },
    options: '-m --model -hf -hfr --hf-repo -mu --model-url -dr --docker-repo'.split(' '),
    variables: ['LLAMA_ARG_MODEL', 'LLAMA_ARG_HF_REPO', 'LLAMA_ARG_MODEL_URL', 'LLAMA_ARG_DOCKER_REPO'],
    file: { options: ['-hff', '--hf-file'], variables: ['LLAMA_ARG_HF_FILE'] },
  },
};

/** The program alone, with a version in its name, or with a model in its file. */
const LLAMAFILES = ['llamafile', 'llamafile-*', '*.llamafile'];
const LLAMAFILE = { ...LLAMA_CPP, model: { ...LLAMA_CPP.model, extension: '.llamafile' } };

const SERVED = { options: ['--served-model-name'] };
const VLLM_MODEL = {
  served: { ...SERVED, many: { '--served-model-name': 'arguments' as const } },
  options: ['--model'],
  adapters: '--lora-modules',
};
const SGLANG_MODEL = { served: SERVED, options: ['--model-path', '--model'], adapters: '--lora-paths' };

/** NVIDIA Dynamo runs another engine in its own process and receives requests over its own network, not a port. */
const dynamo = (name: string, kind: Engine['kind'], model: NonNullable<Engine['model']>): Engine => ({
  name: `dynamo-${name}`,
  kind,
  starts: [{ module: `dynamo.${name}` }],
  port: { variables: ['DYN_SYSTEM_PORT'], byDefault: [] },
  model,
});

/** The engines that are recognised by their command line; their group is `llm`. */
export const ENGINES: readonly Engine[] = [
  {
    name: 'llama.cpp',
    kind: 'llama.cpp',
    starts: [
      { program: 'llama-server' },
      { program: 'llama', subcommands: ['serve', 'server'] },
      { program: 'com.docker.llama-server' },
    ],
    ...LLAMA_CPP,
  },
  {
    name: 'llamafile',
    kind: 'llama.cpp',
    starts: LLAMAFILES.map((program) => ({ program, only: ['--server'] })),
    ...LLAMAFILE,
  },
  {
    // Without a mode it serves and chats in the terminal; before version 0.10 it did either.
    name: 'llamafile',
    kind: 'llama.cpp',
    mayBeIdle: true,
    starts: LLAMAFILES.map((program) => ({ program, not: ['--cli', '--chat', '--help', '--version'] })),
    ...LLAMAFILE,
  },
  {
    name: 'vllm',
    kind: 'vllm',
    ray: ['--distributed-executor-backend', '--data-parallel-backend'],
    headless: ['--headless'],
    starts: [
      { program: 'vllm', subcommands: ['serve'] },
      { module: 'vllm.entrypoints.openai.api_server' },
      { module: 'vllm.entrypoints.api_server' },
      { module: 'vllm.entrypoints.cli.main', subcommands: ['serve'] },
      // The front end in Rust: alone, or started by `vllm serve`.
      { program: 'vllm-rs', subcommands: ['serve', 'frontend'] },
    ],
    port: { options: ['--port'], byDefault: [8000] },
    socket: { options: ['--uds'] },
    model: { ...VLLM_MODEL, positional: VLLM_ARGUMENTS },
  },
  {
    name: 'sglang',
    kind: 'sglang',
    starts: [{ module: 'sglang.launch_server' }, { program: 'sglang', subcommands: ['serve'] }],
    port: { options: ['--port'], byDefault: [30_000] },
    model: SGLANG_MODEL,
  },
  {
    name: 'tgi',
    kind: 'tgi',
    starts: [{ program: 'text-generation-launcher' }, { program: 'text-generation-router' }],
    port: { options: ['--port', '-p'], variables: ['PORT'], byDefault: [3000] },
    model: { served: SERVED, options: ['--model-id', '--tokenizer-name'], variables: ['MODEL_ID'] },
  },
  {
    name: 'ollama',
    kind: 'ollama',
    onRequest: true,
    starts: [{ program: 'ollama', subcommands: ['serve', 'start'] }],
    port: { variables: ['OLLAMA_HOST'], byDefault: [11_434] },
  },
  {
    name: 'lmstudio',
    kind: 'lmstudio',
    onRequest: true,
    starts: [{ program: 'llmster' }],
    port: { byDefault: [1234] },
  },
  {
    name: 'lmstudio',
    kind: 'lmstudio',
    onRequest: true,
    mayBeIdle: true,
    starts: [{ program: 'lm-studio' }],
    port: { byDefault: [1234] },
  },
  {
    name: 'tensorrt-llm',
    kind: 'tensorrt-llm',
    starts: [
      { program: 'trtllm-serve', subcommands: ['serve', 'disaggregated', 'mm_embedding_serve'] },
      { program: 'trtllm-serve' },
    ],
    port: { options: ['--port'], byDefault: [8000] },
    model: { served: SERVED, positional: TENSORRT_ARGUMENTS },
  },
  dynamo('vllm', 'vllm', VLLM_MODEL),
  dynamo('sglang', 'sglang', SGLANG_MODEL),
  dynamo('trtllm', 'tensorrt-llm', SGLANG_MODEL),
  ...OTHER_ENGINES,
];

/** Names of the engines whose rules a watch rule can use, sorted. */
export const ENGINE_NAMES: readonly string[] = [
  ...new Set(ENGINES.filter((it) => it.origin === undefined).map((it) => it.name)),
].toSorted();

/** The first engine of that name; undefined if there is none. */
export const engineNamed = (name: string): Engine | undefined =>
  ENGINE_NAMES.includes(name) ? ENGINES.find((it) => it.name === name) : undefined;
