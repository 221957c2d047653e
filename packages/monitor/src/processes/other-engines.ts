import { LMDEPLOY_ARGUMENTS, MODEL_FIRST, VLLM_ARGUMENTS } from './argument-rules.ts';
import type { Engine } from './engine.ts';
import { KOBOLDCPP_SETTINGS } from './koboldcpp-settings.ts';

/** Inference servers whose kind on the wire is `other`. */
const OTHERS: readonly Omit<Engine, 'kind'>[] = [
  {
    name: 'text-embeddings-inference',
    starts: [{ program: 'text-embeddings-router' }],
    port: { options: ['--port', '-p'], variables: ['PORT'], byDefault: [3000] },
    model: {
      served: { options: ['--served-model-name'], variables: ['SERVED_MODEL_NAME'] },
      options: ['--model-id'],
      variables: ['MODEL_ID'],
    },
  },
  {
    name: 'aphrodite',
    starts: [
      { program: 'aphrodite', subcommands: ['serve', 'run'] },
      ...['entrypoints', 'endpoints'].flatMap((folder) => [
        { module: `aphrodite.${folder}.openai.api_server` },
        { module: `aphrodite.${folder}.cli.main`, subcommands: ['serve', 'run'] },
      ]),
    ],
    port: { options: ['--port'], byDefault: [2242] },
    socket: { options: ['--uds'] },
    model: {
      served: { options: ['--served-model-name'], many: { '--served-model-name': 'arguments' } },
      options: ['--model'],
      positional: VLLM_ARGUMENTS,
    },
  },
  {
    name: 'mistral.rs',
    starts: [
      { program: 'mistralrs', subcommands: ['serve'] },
      { program: 'mistralrs-server', not: ['-i', '--interactive-mode'] },
    ],
    port: { options: ['--port', '-p'], byDefault: [1234] },
    model: { options: ['--model-id', '-m'], file: { options: ['--quantized-file', '-f'] } },
  },
  {
    name: 'mistral.rs',
    mayBeIdle: true,
    starts: [{ program: 'mistralrs', subcommands: ['from-config'] }],
    port: { byDefault: [1234] },
  },
  {
    name: 'koboldcpp',
    starts: [{ program: 'koboldcpp' }, { program: 'koboldcpp.py' }, { program: 'koboldcpp-linux-*' }],
    settingsFile: KOBOLDCPP_SETTINGS,
    port: { options: ['--port'], byDefault: [5001] },
    model: { options: ['--model', '-m'], positional: MODEL_FIRST },
  },
  {
    name: 'tabbyapi',
    starts: [{ script: 'tabbyAPI/main.py' }, { script: 'tabbyAPI/start.py' }],
    port: { options: ['--port'], byDefault: [5000] },
    model: { served: { options: ['--model-name'] } },
  },
  {
    name: 'mlx',
    onRequest: true,
    starts: [
      { program: 'mlx_lm.server' },
      { module: 'mlx_lm.server' },
      { program: 'mlx_lm', subcommands: ['server'] },
      { module: 'mlx_lm', subcommands: ['server'] },
      { program: 'mlx_vlm.server' },
      { module: 'mlx_vlm.server' },
    ],
    port: { options: ['--port'], byDefault: [8080] },
    model: { options: ['--model'] },
  },
  {
    name: 'lmdeploy',
    starts: [
      { program: 'lmdeploy', subcommands: ['serve api_server'] },
      { module: 'lmdeploy', subcommands: ['serve api_server'] },
    ],
    port: { options: ['--server-port'], byDefault: [23_333] },
    model: { served: { options: ['--model-name'] }, positional: LMDEPLOY_ARGUMENTS },
  },
  {
    name: 'llama-cpp-python',
    starts: [{ module: 'llama_cpp.server' }],
    port: { options: ['--port'], variables: ['PORT'], byDefault: [8000] },
    model: {
      served: { options: ['--model-alias'], variables: ['MODEL_ALIAS'] },
      options: ['--model'],
      variables: ['MODEL'],
    },
  },
  {
    name: 'comfyui',
    onRequest: true,
    starts: [{ script: 'ComfyUI/main.py' }],
    port: { options: ['--port'], byDefault: [8188] },
  },
  {
    name: 'stable-diffusion-webui',
    starts: ['stable-diffusion-webui', 'stable-diffusion-webui-forge'].flatMap((folder) => [
      { script: `${folder}/launch.py` },
      { script: `${folder}/webui.py` },
    ]),
    port: { options: ['--port'], byDefault: [7860] },
    model: { options: ['--ckpt'] },
  },
  {
    name: 'localai',
    onRequest: true,
    starts: [
      { program: 'local-ai', subcommands: ['run'] },
      { program: 'local-ai', bare: true },
    ],
    port: { options: ['--address'], variables: ['LOCALAI_ADDRESS', 'ADDRESS'], byDefault: [8080] },
    model: { positional: MODEL_FIRST },
  },
  {
    name: 'triton',
    onRequest: true,
    starts: [{ program: 'tritonserver' }],
    port: { options: ['--http-port'], byDefault: [8000] },
    model: { served: { options: ['--load-model'], many: { '--load-model': 'repeated' } } },
  },
  {
    name: 'xinference',
    onRequest: true,
    starts: [{ program: 'xinference-local' }, { program: 'xinference-supervisor' }],
    port: { options: ['--port', '-p'], byDefault: [9997] },
  },
  {
    name: 'xinference',
    onRequest: true,
    starts: [{ program: 'xinference-worker' }],
    port: { options: ['--worker-port'], byDefault: [] },
  },
  {
    name: 'infinity',
    starts: [{ program: 'infinity_emb', subcommands: ['v2', 'v1'] }],
    port: { options: ['--port'], variables: ['INFINITY_PORT'], byDefault: [7997] },
    model: {
      served: {
        options: ['--served-model-name', '--model-id'],
        variables: ['INFINITY_SERVED_MODEL_NAME', 'INFINITY_MODEL_ID'],
        many: {
          '--served-model-name': 'repeated',
          '--model-id': 'repeated',
          INFINITY_SERVED_MODEL_NAME: ';',
          INFINITY_MODEL_ID: ';',
        },
      },
      options: ['--model-name-or-path'],
    },
  },
  {
    name: 'ktransformers',
    starts: [{ program: 'ktransformers' }, { module: 'ktransformers.server.main' }],
    port: { options: ['--port'], byDefault: [] },
    model: { served: { options: ['--model-name'] }, options: ['--model-path', '--model-dir'] },
  },
  {
    name: 'whisper.cpp',
    starts: [{ program: 'whisper-server' }],
    port: { options: ['--port'], byDefault: [8080] },
    model: { options: ['--model', '-m'] },
  },
  {
    name: 'sglang-router',
    starts: [
      { module: 'sglang_router.launch_router' },
      { module: 'sglang_router.launch_server' },
      { module: 'sglang_router', subcommands: ['launch', 'server'] },
      ...['smg', 'amg', 'sglang-router'].map((program) => ({ program, subcommands: ['launch', 'server'] })),
      ...['smg', 'amg', 'sgl-model-gateway'].map((program) => ({ program, bare: true as const })),
      { program: 'sglang::router' },
    ],
    port: { options: ['--port'], byDefault: [30_000] },
    model: { served: { options: ['--served-model-name'] }, options: ['--model-path', '--model'] },
  },
  {
    name: 'llama-swap',
    onRequest: true,
    supervises: true,
    starts: [{ program: 'llama-swap' }],
    port: { options: ['--listen', '-listen'], byDefault: [8080] },
  },
  {
    name: 'sample',
    origin: 'sample',
    starts: [{ script: 'sample-worker/src/main.ts' }, { script: 'sample-worker/dist/main.js' }],
    port: { options: ['--port'], byDefault: [] },
    model: { options: ['--model'] },
  },
];

/** Inference servers whose kind on the wire is `other`. */
export const OTHER_ENGINES: readonly Engine[] = OTHERS.map((it): Engine => ({ kind: 'other', ...it }));
