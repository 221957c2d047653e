import type { ServerTree } from './server-trees.ts';

const LOOPBACK = '127.0.0.1' as const;

/** Engines whose kind on the wire is `other`, supervisors, Dynamo, and unusual ways to start a server. */
export const MORE_SERVER_TREES: readonly ServerTree[] = [
  {
    name: 'Dynamo with vLLM',
    rows: [
      [
        1,
        0,
        'python3 -m dynamo.vllm --model Qwen/Qwen3-0.6B',
        { environment: { DYN_SYSTEM_PORT: '8081' }, listens: [{ port: 8081 }] },
      ],
      [2, 1, ['VLLM::EngineCore'], { listens: [{ port: 8099 }] }],
    ],
    worker: [1, '8081', 'Qwen/Qwen3-0.6B', 2],
  },
  {
    name: 'Dynamo with SGLang, without a port of its own',
    rows: [
      [1, 0, 'python3 -m dynamo.sglang --model-path o/n'],
      [2, 1, ['sglang::scheduler_TP0']],
    ],
    worker: [1, 'pid-1', 'o/n', 2],
  },
  {
    name: 'Dynamo with TensorRT-LLM',
    rows: [[1, 0, 'python3 -m dynamo.trtllm --model-path o/n --served-model-name chat']],
    worker: [1, 'pid-1', 'chat', 1],
  },
  {
    name: 'KoboldCpp, the released binary',
    rows: [
      [1, 0, './koboldcpp-linux-x64 --model /m/mistral-7b-v0.1.Q4_K_M.gguf'],
      [2, 1, './koboldcpp-linux-x64 --model /m/mistral-7b-v0.1.Q4_K_M.gguf', { listens: [{ port: 5001 }] }],
    ],
    worker: [1, '5001', 'mistral-7b-v0.1.Q4_K_M', 2],
  },
  {
    name: 'TabbyAPI, started in its folder',
    rows: [
      [1, 0, 'bash ./start.sh', { directory: '/srv/tabbyAPI' }],
      [
        2,
        1,
        'python3 start.py --model-name Llama-3-8B-exl2',
        { directory: '/srv/tabbyAPI', listens: [{ port: 5000, host: LOOPBACK }] },
      ],
    ],
    worker: [2, '5000', 'Llama-3-8B-exl2', 2],
  },
  {
    name: 'MLX',
    rows: [
      [
        1,
        0,
        'python3 -m mlx_lm.server --model mlx-community/Mistral-7B-4bit --port 8088',
        { listens: [{ port: 8088, host: LOOPBACK }] },
      ],
    ],
    worker: [1, '8088', 'mlx-community/Mistral-7B-4bit', 1],
  },
  {
    name: 'LMDeploy',
    rows: [
      [
        1,
        0,
        'python3 /v/bin/lmdeploy serve api_server internlm/internlm2_5-7b-chat',
        { listens: [{ port: 23333 }] },
      ],
    ],
    worker: [1, '23333', 'internlm/internlm2_5-7b-chat', 1],
  },
  {
    name: 'LMDeploy as a module',
    rows: [
      [1, 0, 'python3 -m lmdeploy serve api_server o/n --server-port 23334', { listens: [{ port: 23334 }] }],
    ],
    worker: [1, '23334', 'o/n', 1],
  },
  {
    name: "llama-cpp-python's server",
    rows: [
      [
        1,
        0,
        'python3 -m llama_cpp.server --model /m/a.Q5_K_M.gguf --port 8010',
        { listens: [{ port: 8010 }] },
      ],
    ],
    worker: [1, '8010', 'a.Q5_K_M', 1],
  },
  {
    name: 'ComfyUI, started in its folder',
    rows: [[1, 0, 'python main.py --listen', { directory: '/srv/ComfyUI', listens: [{ port: 8188 }] }]],
    worker: [1, '8188', null, 1],
  },
  {
    name: "Automatic1111's web UI by its script",
    rows: [
      [1, 0, 'bash ./webui.sh', { directory: '/srv/stable-diffusion-webui' }],
      [
        2,
        1,
        '/v/bin/python3 -u launch.py --ckpt /m/sd_xl.safetensors',
        { directory: '/srv/stable-diffusion-webui', listens: [{ port: 7860, host: LOOPBACK }] },
      ],
    ],
    worker: [2, '7860', 'sd_xl.safetensors', 2],
  },
  {
    name: 'LocalAI with a backend',
    rows: [
      [
        1,
        0,
        'local-ai run phi-2',
        { environment: { LOCALAI_ADDRESS: ':8089' }, listens: [{ port: 8089, host: '::' }] },
      ],
      [
        2,
        1,
        '/tmp/localai/backend/llama-cpp-avx2 --addr 127.0.0.1:37001',
        { listens: [{ port: 37001, host: LOOPBACK }] },
      ],
    ],
    worker: [1, '8089', 'phi-2', 2],
  },
  {
    name: 'Triton',
    rows: [
      [
        1,
        0,
        'tritonserver --model-repository=/models',
        { listens: [{ port: 8001 }, { port: 8000 }, { port: 8002 }] },
      ],
    ],
    worker: [1, '8000', null, 1],
  },
  {
    name: 'Xinference',
    rows: [
      [
        1,
        0,
        'python3 /v/bin/xinference-local --host 0.0.0.0',
        { listens: [{ port: 9997 }, { port: 38111 }] },
      ],
      [
        2,
        1,
        [
          '/v/bin/python3',
          '-c',
          'from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5)',
          '--multiprocessing-fork',
        ],
      ],
    ],
    worker: [1, '9997', null, 2],
  },
  {
    name: 'llama-swap and its servers',
    rows: [
      [
        1,
        0,
        '/usr/bin/llama-swap --config /etc/swap.yaml --listen :9292',
        { listens: [{ port: 9292, host: '::' }] },
      ],
      [2, 1, 'llama-server --port 5800 -m /m/a.gguf', { listens: [{ port: 5800, host: LOOPBACK }] }],
      [3, 1, ['sh', '-c', 'vllm serve o/n --port 5801']],
      [4, 3, 'python3 /v/bin/vllm serve o/n --port 5801', { listens: [{ port: 5801 }] }],
    ],
    worker: [1, '9292', null, 1],
    others: [
      [2, '5800', 'a', 1],
      [4, '5801', 'o/n', 2],
    ],
  },
  {
    name: 'the sample worker',
    rows: [
      [
        1,
        0,
        'node /app/apps/sample-worker/src/main.ts --port 0 --model pride',
        { listens: [{ port: 40123, host: LOOPBACK }] },
      ],
    ],
    worker: [1, '40123', 'pride', 1],
  },
  {
    name: 'a server on a Unix socket in its own folder',
    rows: [[1, 0, 'vllm serve o/n --uds ./chat.sock', { listens: [{ path: 'chat.sock' }] }]],
    worker: [1, 'chat.sock', 'o/n', 1],
  },
  {
    name: 'any server behind wrappers',
    rows: [
      [1, 0, '/usr/bin/tini -- sh /entry.sh', { network: 'w' }],
      [2, 1, 'sh /entry.sh', { network: 'w' }],
      [3, 2, 'timeout 3600 nice -n 5 llama-server -m /m/b.gguf', { network: 'w' }],
      [4, 3, 'llama-server -m /m/b.gguf', { network: 'w', listens: [{ port: 8080 }] }],
    ],
    worker: [4, '8080', 'b', 4],
  },
  {
    name: 'llama.cpp as a router, by its unified program',
    rows: [
      [1, 0, 'llama server --models-dir /m --port 9100', { listens: [{ port: 9100 }] }],
      [
        2,
        1,
        'llama serve --host 127.0.0.1 --port 40102 --alias a-Q8_0 --model /m/a-Q8_0.gguf',
        { listens: [{ port: 40102, host: LOOPBACK }] },
      ],
    ],
    worker: [1, '9100', 'a-Q8_0', 2],
  },
  {
    name: 'vLLM with its front end in Rust',
    rows: [
      [1, 0, '/v/bin/python3 /v/bin/vllm serve o/n --port 8004', { listens: [{ port: 8004 }] }],
      [2, 1, '/v/lib/vllm/vllm-rs frontend --listen-fd 3', { listens: [{ port: 8004 }] }],
      [3, 1, ['VLLM::EngineCore'], { command: 'VLLM::EngineCor' }],
    ],
    worker: [1, '8004', 'o/n', 3],
  },
  {
    name: "SGLang's router with the servers that it starts",
    rows: [
      [1, 0, ['sglang::router'], { listens: [{ port: 8085 }] }],
      [2, 1, ['sglang::server'], { listens: [{ port: 31000, host: LOOPBACK }] }],
      [3, 2, ['sglang::scheduler']],
    ],
    worker: [1, '8085', null, 3],
  },
  {
    name: 'llama.cpp by a symbolic link',
    rows: [
      [1, 0, '/usr/local/bin/chat -m /m/b.gguf --port 8086', { executable: '/opt/llama.cpp/llama-server' }],
    ],
    worker: [1, '8086', 'b', 1],
  },
];
