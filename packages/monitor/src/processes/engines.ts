import { LMDEPLOY_ARGUMENTS, MODEL_FIRST, TENSORRT_ARGUMENTS, VLLM_ARGUMENTS } from './argument-rules.ts';
import type { Engine, Said } from './engine.ts';

const VLLM_MODEL = { options: ['--served-model-name', '--model'] };
const SGLANG_MODEL = { options: ['--served-model-name', '--model-path', '--model'] };

/** NVIDIA Dynamo runs another engine in its own process and receives requests over its own network, not a port. */
const dynamo = (name: string, kind: Engine['kind'], model: Said): Engine => ({
  kind,
  starts: [{ module: `dynamo.${name}` }],
  port: { variables: ['DYN_SYSTEM_PORT'], byDefault: [] },
  model,
});

/** Engines whose kind on the wire is `other`. */
const OTHERS: readonly Omit<Engine, 'kind'>[] = [
  {
    starts: [{ program: 'koboldcpp' }, { program: 'koboldcpp.py' }, { program: 'koboldcpp-linux-*' }],
    port: { options: ['--port'], byDefault: [5001] },
    model: { options: ['--model', '-m'], positional: MODEL_FIRST },
  },
  {
    starts: [{ script: 'tabbyAPI/main.py' }, { script: 'tabbyAPI/start.py' }],
    port: { options: ['--port'], byDefault: [5000] },
    model: { options: ['--model-name'] },
  },
  {
    starts: [
      { program: 'mlx_lm.server' },
      { module: 'mlx_lm.server' },
      { program: 'mlx_lm', subcommands: ['server'] },
      { module: 'mlx_lm', subcommands: ['server'] },
    ],
    port: { options: ['--port'], byDefault: [8080] },
    model: { options: ['--model'] },
  },
  {
    starts: [
      { program: 'lmdeploy', subcommands: ['serve api_server'] },
      { module: 'lmdeploy', subcommands: ['serve api_server'] },
    ],
    port: { options: ['--server-port'], byDefault: [23_333] },
    model: { options: ['--model-name'], positional: LMDEPLOY_ARGUMENTS },
  },
  {
    starts: [{ module: 'llama_cpp.server' }],
    port: { options: ['--port'], variables: ['PORT'], byDefault: [8000] },
    model: { options: ['--model-alias', '--model'], variables: ['MODEL_ALIAS', 'MODEL'] },
  },
  {
    starts: [{ script: 'ComfyUI/main.py' }, { script: 'comfyui/main.py' }],
    port: { options: ['--port'], byDefault: [8188] },
  },
  {
    starts: [
      { script: 'stable-diffusion-webui/launch.py' },
      { script: 'stable-diffusion-webui/webui.py' },
      { script: 'stable-diffusion-webui-forge/launch.py' },
      { script: 'stable-diffusion-webui-forge/webui.py' },
    ],
    port: { options: ['--port'], byDefault: [7860] },
    model: { options: ['--ckpt'] },
  },
  {
    starts: [
      { program: 'local-ai', subcommands: ['run'] },
      { program: 'local-ai', bare: true },
    ],
    port: { options: ['--address'], variables: ['LOCALAI_ADDRESS', 'ADDRESS'], byDefault: [8080] },
    model: { positional: MODEL_FIRST },
  },
  {
    starts: [{ program: 'tritonserver' }],
    port: { options: ['--http-port'], byDefault: [8000] },
  },
  {
    starts: [{ program: 'xinference-local' }, { program: 'xinference-supervisor' }],
    port: { options: ['--port', '-p'], byDefault: [9997] },
  },
  {
    supervises: true,
    starts: [{ program: 'llama-swap' }],
    port: { options: ['--listen', '-listen'], byDefault: [8080] },
  },
  {
    origin: 'sample',
    starts: [{ script: 'sample-worker/src/main.ts' }],
    port: { options: ['--port'], byDefault: [] },
    model: { options: ['--model'] },
  },
];

/** The engines that are recognised by their command line; their group is `llm`. */
export const ENGINES: readonly Engine[] = [
  {
    kind: 'llama.cpp',
    starts: [{ program: 'llama-server' }, { program: 'llama', subcommands: ['serve'] }],
    port: { options: ['--port'], variables: ['LLAMA_ARG_PORT'], byDefault: [8080, 9931] },
    socket: { options: ['--host'], variables: ['LLAMA_ARG_HOST'] },
    model: {
      options: '-a --alias -m --model -hf -hfr --hf-repo -mu --model-url -dr --docker-repo'.split(' '),
      variables: ['LLAMA_ARG_ALIAS', 'LLAMA_ARG_MODEL', 'LLAMA_ARG_HF_REPO', 'LLAMA_ARG_MODEL_URL'],
    },
  },
  {
    kind: 'vllm',
    starts: [
      { program: 'vllm', subcommands: ['serve'] },
      { module: 'vllm.entrypoints.openai.api_server' },
      { module: 'vllm.entrypoints.api_server' },
      { module: 'vllm.entrypoints.cli.main', subcommands: ['serve'] },
    ],
    port: { options: ['--port'], byDefault: [8000] },
    socket: { options: ['--uds'] },
    model: { ...VLLM_MODEL, positional: VLLM_ARGUMENTS },
  },
  {
    kind: 'sglang',
    starts: [{ module: 'sglang.launch_server' }, { program: 'sglang', subcommands: ['serve'] }],
    port: { options: ['--port'], byDefault: [30_000] },
    model: SGLANG_MODEL,
  },
  {
    kind: 'tgi',
    starts: [{ program: 'text-generation-launcher' }, { program: 'text-generation-router' }],
    port: { options: ['--port', '-p'], variables: ['PORT'], byDefault: [3000] },
    model: { options: ['--served-model-name', '--model-id', '--tokenizer-name'], variables: ['MODEL_ID'] },
  },
  {
    kind: 'ollama',
    starts: [{ program: 'ollama', subcommands: ['serve', 'start'] }],
    port: { variables: ['OLLAMA_HOST'], byDefault: [11_434] },
  },
  {
    kind: 'lmstudio',
    starts: [{ program: 'llmster' }],
    port: { byDefault: [1234] },
  },
  {
    kind: 'lmstudio',
    mayBeIdle: true,
    starts: [{ program: 'lm-studio' }],
    port: { byDefault: [1234] },
  },
  {
    kind: 'tensorrt-llm',
    starts: [
      { program: 'trtllm-serve', subcommands: ['serve', 'disaggregated', 'mm_embedding_serve'] },
      { program: 'trtllm-serve' },
    ],
    port: { options: ['--port'], byDefault: [8000] },
    model: { options: ['--served-model-name'], positional: TENSORRT_ARGUMENTS },
  },
  dynamo('vllm', 'vllm', VLLM_MODEL),
  dynamo('sglang', 'sglang', SGLANG_MODEL),
  dynamo('trtllm', 'tensorrt-llm', SGLANG_MODEL),
  ...OTHERS.map((it): Engine => ({ kind: 'other', ...it })),
];
