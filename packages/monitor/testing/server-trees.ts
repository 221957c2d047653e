import type { FakeProcess } from './fake-machine.ts';

/** A process of a tree: its number in the tree, that of its parent (0 is the init system), and its command line. */
type Row = readonly [
  place: number,
  parent: number,
  argv: string | readonly string[],
  more?: Omit<FakeProcess, 'pid'>,
];

/** The processes of one inference server, and the worker that must be found. */
export interface ServerTree {
  readonly name: string;
  readonly rows: readonly Row[];
  /** Number of the root, name, model and process count of the first worker. */
  readonly worker: readonly [root: number, instance: string, model: string | null, pids: number];
  /** Further workers of the same tree. */
  readonly others?: readonly (readonly [
    root: number,
    instance: string,
    model: string | null,
    pids: number,
  ])[];
  /** Files below /proc that exist only for this tree. */
  readonly files?: Readonly<Record<string, string>>;
}

const BLOB = `/usr/share/ollama/.ollama/models/blobs/sha256-${'c'.repeat(64)}`;
const LOOPBACK = '127.0.0.1' as const;
const TRACKER = ['/v/bin/python3', '-c', 'from multiprocessing.resource_tracker import main;main(41)'];

/** Command lines and titles from the documentation and the sources of each project. */
export const SERVER_TREES: readonly ServerTree[] = [
  {
    name: 'llama.cpp, with a shard of a GGUF file',
    rows: [
      [
        1,
        0,
        '/opt/llama.cpp/llama-server -m /m/Qwen2.5-7B-Instruct-Q4_K_M-00001-of-00002.gguf --port 8081',
        { listens: [{ port: 8081 }] },
      ],
    ],
    worker: [1, '8081', 'Qwen2.5-7B-Instruct-Q4_K_M', 1],
  },
  {
    name: 'llama.cpp in a container, told by its environment',
    rows: [
      [1, 0, '/sbin/docker-init -- /app/llama-server', { network: 'box' }],
      [
        2,
        1,
        '/app/llama-server',
        {
          environment: { LLAMA_ARG_HF_REPO: 'ggml-org/gemma-3-4b-it-GGUF:Q4_K_M', LLAMA_ARG_PORT: '8000' },
          network: 'box',
          listens: [{ port: 8000 }],
        },
      ],
    ],
    worker: [2, '8000', 'ggml-org/gemma-3-4b-it-GGUF:Q4_K_M', 2],
  },
  {
    name: 'llama.cpp on a Unix socket',
    rows: [
      [
        1,
        0,
        'llama-server --host /run/llama/chat.sock -hf org/name',
        { listens: [{ path: '/run/llama/chat.sock' }] },
      ],
    ],
    worker: [1, 'chat.sock', 'org/name', 1],
  },
  {
    name: 'llama.cpp as a router of models',
    rows: [
      [1, 0, 'llama-server --models-dir /m', { listens: [{ port: 9931 }] }],
      [
        2,
        1,
        'llama-server --host 127.0.0.1 --port 40101 -m /m/a-Q8_0.gguf',
        { listens: [{ port: 40101, host: LOOPBACK }] },
      ],
    ],
    worker: [1, '9931', 'a-Q8_0', 2],
  },
  {
    name: 'vLLM with two ranks, started by a script',
    rows: [
      [1, 0, 'bash /srv/start.sh', { session: 1 }],
      [
        2,
        1,
        '/v/bin/python3 /v/bin/vllm serve --port 8002 meta-llama/Llama-3.1-8B -tp 2',
        { listens: [{ port: 8002 }] },
      ],
      [3, 2, TRACKER],
      [4, 2, ['VLLM::EngineCore'], { command: 'VLLM::EngineCor', listens: [{ port: 41001 }] }],
      [5, 4, ['VLLM::Worker_TP0'], { command: 'VLLM::Worker_TP', listens: [{ port: 29500 }] }],
      [6, 4, ['VLLM::Worker_TP1'], { command: 'VLLM::Worker_TP' }],
    ],
    worker: [2, '8002', 'meta-llama/Llama-3.1-8B', 6],
  },
  {
    name: 'vLLM that still loads its model',
    rows: [
      [
        1,
        0,
        'python3 -m vllm.entrypoints.openai.api_server --model /hub/models--org--name/snapshots/0a1b --port 8003',
      ],
      [2, 1, ['VLLM::EngineCore'], { listens: [{ port: 8999 }, { port: 33001, host: LOOPBACK }] }],
    ],
    worker: [1, '8003', 'org/name', 2],
  },
  {
    name: 'vLLM by uv, its titles with a prefix of the user',
    rows: [
      [1, 0, 'uv run vllm serve o/n --port 8004'],
      [2, 1, '/v/bin/python /v/bin/vllm serve o/n --port 8004', { listens: [{ port: 8004 }] }],
      [3, 2, ['chat::EngineCore_DP0']],
      [4, 3, ['chat::Worker_DP0_PP0_TP0_EP0']],
    ],
    worker: [2, '8004', 'o/n', 4],
  },
  {
    name: 'SGLang',
    rows: [
      [
        1,
        0,
        'python3 -m sglang.launch_server --model-path Qwen/Qwen3-8B --tp 2',
        { listens: [{ port: 30000 }] },
      ],
      [2, 1, ['sglang::scheduler_TP0'], { command: 'sglang::schedul', listens: [{ port: 30542 }] }],
      [3, 1, ['sglang::scheduler_TP1'], { command: 'sglang::schedul' }],
      [4, 1, ['sglang::detokenizer'], { command: 'sglang::detoken' }],
    ],
    worker: [1, '30000', 'Qwen/Qwen3-8B', 4],
  },
  {
    name: 'TGI in its container',
    rows: [
      [
        1,
        0,
        'text-generation-launcher',
        { environment: { MODEL_ID: 'bigscience/bloom-560m', PORT: '80' }, network: 'tgi' },
      ],
      [
        2,
        1,
        '/opt/conda/bin/python3.10 /opt/conda/bin/text-generation-server serve bigscience/bloom-560m --sharded',
        { network: 'tgi', listens: [{ path: '/tmp/text-generation-server-0' }] },
      ],
      [
        3,
        1,
        '/opt/conda/bin/python3.10 /opt/conda/bin/text-generation-server serve bigscience/bloom-560m --sharded',
        { network: 'tgi' },
      ],
      [
        4,
        1,
        'text-generation-router --port 80 --tokenizer-name bigscience/bloom-560m',
        { network: 'tgi', listens: [{ port: 80 }] },
      ],
    ],
    worker: [1, '80', 'bigscience/bloom-560m', 4],
  },
  {
    name: 'Ollama with two runners',
    rows: [
      [
        1,
        0,
        '/usr/local/bin/ollama serve',
        { environment: { OLLAMA_HOST: '0.0.0.0:11500' }, listens: [{ port: 11500, host: '::' }] },
      ],
      [
        2,
        1,
        `/usr/local/bin/ollama runner --ollama-engine --model ${BLOB} --port 38123`,
        { listens: [{ port: 38123, host: LOOPBACK }] },
      ],
      [
        3,
        1,
        `/usr/local/bin/ollama runner --model ${BLOB.replace('ccc', 'ddd')} --port 38124`,
        { listens: [{ port: 38124, host: LOOPBACK }] },
      ],
    ],
    files: {
      [`root${BLOB.replace(/blobs.*/, 'manifests/registry.ollama.ai/library/llama3.2/3b')}`]: JSON.stringify({
        schemaVersion: 2,
        config: {
          mediaType: 'application/vnd.docker.container.image.v1+json',
          digest: `sha256:${'e'.repeat(64)}`,
        },
        layers: [
          { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${'f'.repeat(64)}`, size: 1 },
          { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${'c'.repeat(64)}`, size: 1 },
        ],
      }),
    },
    worker: [1, '11500', 'llama3.2:3b', 3],
  },
  {
    name: "Ollama with llama.cpp's server in it",
    rows: [
      [1, 0, '/usr/local/bin/ollama serve', { listens: [{ port: 11434, host: LOOPBACK }] }],
      [
        2,
        1,
        `/usr/local/lib/ollama/llama-server --model ${BLOB.replace('ccc', 'aaa')} --port 41999`,
        { listens: [{ port: 41999, host: LOOPBACK }] },
      ],
    ],
    worker: [1, '11434', null, 2],
  },
  {
    name: 'Ollama before it had runners',
    rows: [
      [1, 0, 'ollama serve', { listens: [{ port: 11434, host: LOOPBACK }] }],
      [
        2,
        1,
        `/tmp/ollama12/runners/cuda_v12/ollama_llama_server --model ${BLOB.replace('ccc', 'bbb')} --ctx-size 8192 --port 39999`,
      ],
    ],
    worker: [1, '11434', null, 2],
  },
  {
    name: "LM Studio's daemon",
    rows: [
      [
        1,
        0,
        '/home/u/.lmstudio/llmster/0.0.6-1/llmster',
        {
          listens: [
            { port: 41343, host: LOOPBACK },
            { port: 1234, host: LOOPBACK },
          ],
        },
      ],
      [2, 1, '/home/u/.lmstudio/llmster/0.0.6-1/.bundle/node /home/u/.lmstudio/llmworker.js'],
    ],
    worker: [1, '1234', null, 2],
  },
  {
    name: "LM Studio's application with its server on",
    rows: [
      [1, 0, ['/opt/LM Studio/lm-studio'], { listens: [{ port: 1234, host: LOOPBACK }] }],
      [2, 1, ['/opt/LM Studio/lm-studio', '--type=renderer']],
    ],
    worker: [1, '1234', null, 2],
  },
  {
    name: 'vLLM with two front ends',
    rows: [
      [1, 0, '/v/bin/python3 /v/bin/vllm serve o/n --api-server-count 2 --port 8007'],
      [2, 1, ['VLLM::APIServer_0'], { command: 'VLLM::APIServer', listens: [{ port: 8007 }] }],
      [3, 1, ['VLLM::APIServer_1'], { command: 'VLLM::APIServer', listens: [{ port: 8007 }] }],
      [4, 1, ['VLLM::EngineCore_DP0'], { command: 'VLLM::EngineCor' }],
    ],
    worker: [1, '8007', 'o/n', 4],
  },
  {
    name: 'TensorRT-LLM',
    rows: [
      [
        1,
        0,
        '/usr/bin/python3 /usr/local/bin/trtllm-serve --host 0.0.0.0 --port 8005 TinyLlama/TinyLlama-1.1B',
        { listens: [{ port: 8005 }] },
      ],
      [2, 1, 'python3 -m mpi4py.futures.server'],
    ],
    worker: [1, '8005', 'TinyLlama/TinyLlama-1.1B', 2],
  },
  {
    name: 'TensorRT-LLM by MPI, one process a rank',
    rows: [
      [1, 0, 'mpirun -n 2 trtllm-llmapi-launch trtllm-serve o/n --port 8006'],
      [2, 1, 'bash /usr/local/bin/trtllm-llmapi-launch trtllm-serve o/n --port 8006'],
      [3, 2, 'python3 /usr/local/bin/trtllm-serve o/n --port 8006', { listens: [{ port: 8006 }] }],
      [4, 1, 'bash /usr/local/bin/trtllm-llmapi-launch trtllm-serve o/n --port 8006'],
      [5, 4, 'python3 -m tensorrt_llm.llmapi.mgmn_worker_node'],
    ],
    worker: [3, '8006', 'o/n', 5],
  },
];
