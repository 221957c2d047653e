import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identify, type Surroundings } from './identify.ts';
import { pickEnvironment } from './process-texts.ts';
import { programOf } from './program.ts';

/** Of a process of which nothing more can be read. */
const NO_SURROUNDINGS: Surroundings = {
  variables: () => null,
  directory: () => null,
  executable: () => null,
  file: () => ({ ok: false, refusal: 'gone' }),
};

const words = (line: string): string[] => line.split(' ');
const identityOf = (argv: readonly string[], environment: Record<string, string> = {}, directory = '/') => {
  const text = Object.entries(environment).map(([name, value]) => `${name}=${value}\0`);
  const program = programOf(argv);
  const variables = (names: readonly string[]) => pickEnvironment(text.join(''), names);
  return program && identify(program, { ...NO_SURROUNDINGS, variables, directory: () => directory });
};
const told = (argv: readonly string[], environment: Record<string, string> = {}, directory = '/') => {
  const identity = identityOf(argv, environment, directory);
  if (!identity) return null;
  const { engine, ports, socket, model } = identity;
  return [engine?.kind, socket ?? ports[0] ?? null, model.is === 'named' ? model.name : null];
};

test.each([
  ['llama-server -m /models/Qwen3-8B-Q4_K_M.gguf --port 8081', ['llama.cpp', 8081, 'Qwen3-8B-Q4_K_M']],
  ['/opt/llama.cpp/llama-server -hf org/name-GGUF:Q4_K_M', ['llama.cpp', 8080, 'org/name-GGUF:Q4_K_M']],
  ['llama serve --model /m/a.gguf --alias nice,other --port 9931', ['llama.cpp', 9931, 'nice']],
  ['llama-server -p 9000 -m a.gguf', ['llama.cpp', 8080, 'a']],
  ['vllm serve meta-llama/Llama-3.1-8B --port=8001', ['vllm', 8001, 'meta-llama/Llama-3.1-8B']],
  [
    '/usr/bin/python3.12 /usr/local/bin/vllm serve /models/x/ --served-model-name chat',
    ['vllm', 8000, 'chat'],
  ],
  ['/v/bin/python -u -m vllm.entrypoints.openai.api_server --model o/n', ['vllm', 8000, 'o/n']],
  ['python -um vllm.entrypoints.openai.api_server --model o/n', ['vllm', 8000, 'o/n']],
  ['python3 -mvllm.entrypoints.openai.api_server --model o/n', ['vllm', 8000, 'o/n']],
  ['/lib64/ld-linux-x86-64.so.2 --library-path /x /opt/llama-server -m a.gguf', ['llama.cpp', 8080, 'a']],
  ['/nix/store/x/bin/python3.12 /nix/store/y/bin/.vllm-wrapped serve o/n', ['vllm', 8000, 'o/n']],
  ['vllm serve --port 8000 o/n', ['vllm', 8000, 'o/n']],
  ['vllm serve --enable-prefix-caching --trust-remote-code -tp 2 o/n', ['vllm', 8000, 'o/n']],
  ['vllm serve --uds /run/vllm.sock o/n', ['vllm', '/run/vllm.sock', 'o/n']],
  ['vllm serve --some-option o/n', ['vllm', 8000, null]],
  ['llama-server --host /run/llama.sock -m a.gguf', ['llama.cpp', '/run/llama.sock', 'a']],
  ['llama-server --host 127.0.0.1 -m a.gguf', ['llama.cpp', 8080, 'a']],
  ['vllm serve --port 8000 --served_model_name a b', ['vllm', 8000, 'a']],
  ['python3 -X dev -m sglang.launch_server --model-path o/n --port 30001', ['sglang', 30001, 'o/n']],
  ['sglang serve --model o/n', ['sglang', 30000, 'o/n']],
  ['text-generation-launcher --model-id o/n -p 8082', ['tgi', 8082, 'o/n']],
  ['text-generation-router --tokenizer-name o/n --port 80', ['tgi', 80, 'o/n']],
  ['/usr/local/bin/ollama serve', ['ollama', 11434, null]],
  ['trtllm-serve o/n --port 8003', ['tensorrt-llm', 8003, 'o/n']],
  ['trtllm-serve serve o/n', ['tensorrt-llm', 8000, 'o/n']],
  ['trtllm-serve disaggregated -c config.yaml', ['tensorrt-llm', 8000, null]],
  ['python -m dynamo.vllm --model o/n', ['vllm', null, 'o/n']],
  ['python3 -m dynamo.sglang --model-path o/n', ['sglang', null, 'o/n']],
  ['python3 -m dynamo.trtllm --model-path o/n --served-model-name chat', ['tensorrt-llm', null, 'chat']],
  ['/opt/koboldcpp-linux-x64 --model /m/a.Q4_K_M.gguf --port 5002', ['other', 5002, 'a.Q4_K_M']],
  ['python koboldcpp.py a.gguf 5001', ['other', 5001, 'a']],
  ['python3 /srv/tabbyAPI/main.py --port 5005', ['other', 5005, null]],
  ['mlx_lm.server --model mlx-community/x', ['other', 8080, 'mlx-community/x']],
  ['python -m mlx_lm server --model o/n --port 8088', ['other', 8088, 'o/n']],
  ['lmdeploy serve api_server o/n --server-port 23334', ['other', 23334, 'o/n']],
  ['local-ai run phi-2', ['other', 8080, 'phi-2']],
  ['local-ai --address :9090 --models-path /models', ['other', 9090, null]],
  ['tritonserver --model-repository=/models --http-port=8008', ['other', 8008, null]],
  ['xinference-local --host 0.0.0.0 --port 9998', ['other', 9998, null]],
  ['llama-swap --config c.yaml --listen :9292', ['other', 9292, null]],
  ['/home/u/.lmstudio/llmster/llmster', ['lmstudio', 1234, null]],
  ['llama server --models-dir /m --port 8082', ['llama.cpp', 8082, null]],
  [
    '/Applications/com.docker.llama-server -ngl 999 --model /b/model.gguf --host /run/i.sock',
    ['llama.cpp', '/run/i.sock', 'model'],
  ],
  ['/opt/llamafile-0.10.4 --server -m /m/a.Q4_K_M.gguf --port 8083', ['llama.cpp', 8083, 'a.Q4_K_M']],
  ['./Qwen3.5-0.8B-Q8_0.llamafile --server', ['llama.cpp', 8080, 'Qwen3.5-0.8B-Q8_0']],
  ['./Qwen3.5-0.8B-Q8_0.llamafile --temp 0', ['llama.cpp', 8080, 'Qwen3.5-0.8B-Q8_0']],
  ['/root/.ape-1.10 /m/a.llamafile --server --port 8084', ['llama.cpp', 8084, 'a']],
  ['/usr/bin/ape - /m/a.llamafile ./a.llamafile --server', ['llama.cpp', 8080, 'a']],
  ['python3.13t -m vllm.entrypoints.openai.api_server --model o/n', ['vllm', 8000, 'o/n']],
  ['python3.11-dbg -m sglang.launch_server --model o/n', ['sglang', 30000, 'o/n']],
  [
    'python3 /v/lib/python3.12/site-packages/vllm/entrypoints/openai/api_server.py --model o/n',
    ['vllm', 8000, 'o/n'],
  ],
  ['python3 /v/site-packages/sglang/launch_server.py --model-path o/n', ['sglang', 30000, 'o/n']],
  ['python3 /v/site-packages/lmdeploy/__main__.py serve api_server o/n', ['other', 23333, 'o/n']],
  ['python3 -umvllm.entrypoints.cli.main serve o/n', ['vllm', 8000, 'o/n']],
  ['python3 -mxinference', null],
  ['vllm-rs serve o/n --port 8005', ['vllm', 8005, 'o/n']],
  ['vllm-rs frontend --listen-fd 3 --model o/n', ['vllm', 8000, 'o/n']],
  ['/usr/bin/qemu-aarch64-static /usr/bin/ollama serve', ['ollama', 11434, null]],
  ['/usr/bin/qemu-x86_64 /usr/bin/python3 python3 /usr/bin/vllm serve o/n', ['vllm', 8000, 'o/n']],
  ['buildkit-qemu-arm -L /usr/arm -cpu max llama-server -m a.gguf', ['llama.cpp', 8080, 'a']],
  ['/run/rosetta/rosetta /app/llama-server llama-server -m a.gguf', ['llama.cpp', 8080, 'a']],
  ['box64 ./llama-server -m a.gguf', ['llama.cpp', 8080, 'a']],
  ['qemu-system-x86_64 llama-server', null],
  ['qemu-aarch64-static qemu-x86_64-static', null],
  ['text-embeddings-router --model-id BAAI/bge-m3 -p 8090', ['other', 8090, 'BAAI/bge-m3']],
  ['aphrodite serve Qwen/Qwen3-0.6B --served-model-name qwen3', ['other', 2242, 'qwen3']],
  ['aphrodite run o/n -tp 2', ['other', 2242, 'o/n']],
  ['python -m aphrodite.endpoints.openai.api_server --model o/n --port 1', ['other', 1, 'o/n']],
  ['mistralrs serve -m Qwen/Qwen3-4B -p 1235', ['other', 1235, 'Qwen/Qwen3-4B']],
  ['mistralrs run -m Qwen/Qwen3-4B', null],
  ['mistralrs-server --port 1236 plain -m o/n -a llama', ['other', 1236, 'o/n']],
  ['mistralrs-server -i plain -m o/n', null],
  ['infinity_emb v2 --model-id o/n --port 7998', ['other', 7998, 'o/n']],
  ['ktransformers --model_path o/n --gguf_path /m --port 10002', ['other', 10002, 'o/n']],
  ['whisper-server -m models/ggml-base.en.bin -p 4', ['other', 8080, 'models/ggml-base.en.bin']],
  ['python3 -m mlx_vlm.server --model mlx-community/x', ['other', 8080, 'mlx-community/x']],
  ['python3 -m sglang_router.launch_router --worker-urls http://a:1 --port 8', ['other', 8, null]],
  ['python3 -m sglang_router.launch_server --model o/n --dp-size 2', ['other', 30000, 'o/n']],
  ['smg launch --worker-urls http://a:1', ['other', 30000, null]],
  ['smg --worker-urls http://a:1', ['other', 30000, null]],
  ['sgl-model-gateway --enable-igw', ['other', 30000, null]],
  ['sglang::router', ['other', 30000, null]],
  ['xinference-worker -e http://a:9997', ['other', null, null]],
  ['./x.llamafile --cli -p hi', null],
  ['node --import x.js apps/sample-worker/src/main.ts --port 9101 --model pride', ['other', 9101, 'pride']],
  ['node /a b/sample-worker/src/main.ts --port 0', null],
  ['node /a/node_modules/@rbee/sample-worker/dist/main.js --port 9101', ['other', 9101, null]],
  ['llama-server --gpt-oss-20b-default', ['llama.cpp', 8013, 'ggml-org/gpt-oss-20b-GGUF:mxfp4']],
  ['llama serve --gpt-oss-120b-default --port 9000', ['llama.cpp', 9000, 'ggml-org/gpt-oss-120b-GGUF']],
  [
    'llama-server --port 9000 --vision-gemma-4b-default',
    ['llama.cpp', 8014, 'ggml-org/gemma-3-4b-it-qat-GGUF'],
  ],
  ['llama-server --fim-qwen-7b-spec --alias coder', ['llama.cpp', 8012, 'coder']],
  ['llama-server -dr ai/gemma3:4B-Q4_0', ['llama.cpp', 8080, 'ai/gemma3:4B-Q4_0']],
  ['llama-server --docker-repo gemma3', ['llama.cpp', 8080, 'gemma3']],
  ['llama-server --toString --constructor', ['llama.cpp', 8080, null]],
  ['llama-server --port 0 -m a.gguf', ['llama.cpp', null, 'a']],
  ['llama-server --port 99999 --model', ['llama.cpp', 8080, null]],
])('%s', (line, expected) => {
  expect(told(words(line))).toEqual(expected);
});

test('a script in a folder with a space in its name is still the sample worker', () => {
  const argv = ['node', '/my home/apps/sample-worker/src/main.ts', '--port', '9101'];
  expect(told(argv)).toEqual(['other', 9101, null]);
});

test.each([
  ['from vllm.entrypoints.openai.api_server import run_server; run_server()', ['--model', 'o/n'], 'o/n'],
  ['import sys\nfrom vllm.entrypoints.cli.main import main; main()', ['serve', 'o/n'], 'o/n'],
  ['import runpy; runpy.run_module("vllm.entrypoints.openai.api_server")', ['--model', 'o/n'], 'o/n'],
  ['import sys; sys.argv = ["vllm"]; import vllm.entrypoints.cli.main as m; m.main()', [], null],
])('Python code that imports a server is that server: %s', (code, args, model) => {
  expect(told(['python3', '-c', code, ...args])).toEqual(['vllm', 8000, model]);
  expect(told(['python3', `-uc${code}`, ...args])).toEqual(['vllm', 8000, model]);
});

test.each([
  [['vim', 'llama-server.conf']],
  [['python3', '-c', 'print("vllm.entrypoints.openai.api_server")']],
  [['python3', '-c', 'from vllm.entrypoints.openai.api_server_extra import x']],
  [['python3', '-c', 'from vllm import LLM']],
  [['python3', '-c', 'from vllm.entrypoints.cli.main import main; main()', 'bench']],
  [['bash', '-c', 'llama-server']],
  [['grep', 'vllm', 'serve']],
  [['tail', '-f', '/var/log/ollama serve']],
  [['tail', '-f', '/var/log/ollama', 'serve']],
  [['sudo', 'ollama', 'serve']],
  [['python3', '-c', 'vllm serve']],
  [['python3', '-c', 'import x', '/usr/bin/vllm', 'serve']],
  [['python3', '-m', 'pip', 'install', 'vllm.entrypoints.openai.api_server']],
  [['python3', 'bench.py', '-m', 'sglang.launch_server']],
  [['node', '-e', 'x', 'sample-worker/src/main.ts']],
  [['node', 'not-sample-worker/src/main.ts']],
  [['node', 'watch.js', 'apps/sample-worker/src/main.ts']],
  [['vllm', 'bench', 'serve']],
  [['vllm']],
  [['ollama', 'run', 'serve']],
  [['ollama serve']],
  [['llama', 'cli']],
  [['local-ai', 'chat', '--model', 'phi-2']],
  [['lms', 'server', 'start']],
  [['node', '/usr/bin/vllm', 'serve', 'o/n']],
  [['uv', 'run', 'vllm', 'serve', 'o/n']],
  [['python3', '-', 'serve']],
  [['python3', '-ic', 'x', '/usr/bin/vllm', 'serve']],
  [['VLLM::EngineCore']],
  [['']],
  [[]],
])('%j is no worker', (argv) => {
  expect(told(argv)).toBeNull();
});

test('port and model are taken from documented variables if the command line does not give them', () => {
  const environment = { LLAMA_ARG_PORT: '8090', LLAMA_ARG_MODEL: '/m/b.gguf', HF_TOKEN: 'hf_planted' };
  expect(told(['llama-server'], environment)).toEqual(['llama.cpp', 8090, 'b']);
  expect(told(['llama-server', '--port', '1'], environment)).toEqual(['llama.cpp', 1, 'b']);
  expect(told(['llama-server'], { LLAMA_ARG_DOCKER_REPO: 'ai/gemma3' })?.[2]).toBe('ai/gemma3');
  expect(told(['llama-server'], { LLAMA_ARG_HF_REPO: 'o/n-GGUF:Q4_K_M' })?.[2]).toBe('o/n-GGUF:Q4_K_M');
  expect(told(['ollama', 'serve'], { OLLAMA_HOST: '0.0.0.0:11500' })).toEqual(['ollama', 11500, null]);
  expect(told(['ollama', 'serve'], { OLLAMA_HOST: 'example' })).toEqual(['ollama', 11434, null]);
  expect(told(['text-generation-launcher'], { PORT: '80', MODEL_ID: 'o/n' })).toEqual(['tgi', 80, 'o/n']);
});

test('the environment is read only if the command line lacks the port or the model, and only for documented names', () => {
  const asked: string[] = [];
  const ask = (argv: string[]) =>
    identify(programOf(argv) ?? NOTHING, {
      ...NO_SURROUNDINGS,
      variables: (names) => {
        asked.push(...names);
        return new Map();
      },
    });
  const NOTHING = { by: 'native', name: '', module: '', script: '', code: '', rest: [] } as const;
  ask(['bash']);
  ask(['vllm', 'serve', 'o/n']);
  ask(['llama-server', '-m', 'a.gguf', '--alias', 'a', '--port', '1', '--host', '::']);
  expect(asked).toEqual([]);
  ask(['llama-server', '-m', 'a.gguf', '-a', 'a']);
  expect(asked).toEqual(['LLAMA_ARG_PORT', 'LLAMA_ARG_HOST', 'DD_INF_UDS']);
});

test('[W2] the model is unknown with the reason permission if it may be named in an environment that may not be read', () => {
  const program = programOf(['llama-server']);
  const identity = program && identify(program, NO_SURROUNDINGS);
  expect(identity).toMatchObject({ ports: [8080, 9931], model: { is: 'unknown', reason: 'permission' } });
});

test('a script with a relative path is recognised by the working directory of its process', () => {
  expect(told(['python3', 'main.py'], {}, '/srv/tabbyAPI')).toEqual(['other', 5000, null]);
  expect(told(['python3', './start.py', '--port', '5'], {}, '/srv/tabbyAPI')).toEqual(['other', 5, null]);
  expect(told(['python3', 'main.py'], {}, '/srv/mine')).toBeNull();
});

test('names of folders are compared without regard to case, because people choose them', () => {
  expect(told(['python3', '/srv/comfyui/main.py'])).toEqual(['other', 8188, null]);
  expect(told(['python3', 'main.py'], {}, '/srv/TabbyAPI')).toEqual(['other', 5000, null]);
  expect(told(['python3', 'api_server.py'], {}, '/v/vllm/entrypoints/openai')).toEqual(['vllm', 8000, null]);
});

test('a name under which the model is served goes before its file, wherever both are given', () => {
  const environment = { LLAMA_ARG_ALIAS: 'nice, other', LLAMA_ARG_HF_FILE: 'x-Q8_0.gguf' };
  expect(told(['llama-server', '-m', '/m/a.gguf'], environment)).toEqual(['llama.cpp', 8080, 'nice']);
  expect(told(['llama-server', '-a', 'b', '-m', '/m/a.gguf'], environment)).toEqual(['llama.cpp', 8080, 'b']);
  expect(told(['text-embeddings-router', '--model-id', 'o/n'], { SERVED_MODEL_NAME: 'e' })).toEqual([
    'other',
    3000,
    'e',
  ]);
});

test('a file of a repository tells its model from the others', () => {
  const file = { LLAMA_ARG_HF_FILE: 'b-Q4_0.gguf' };
  expect(told(['llama-server', '-hf', 'o/n:Q4_0', '-hff', 'b-Q8_0.gguf'])?.[2]).toBe('o/n:b-Q8_0');
  expect(told(['llama-server', '-hf', 'o/n'], file)?.[2]).toBe('o/n:b-Q4_0');
  expect(told(['mistralrs', 'serve', '-m', 'o/n-GGUF', '-f', 'n-Q8_0.gguf'])?.[2]).toBe('o/n-GGUF:Q8_0');
});

test.each([
  [
    ['vllm', 'serve', 'o/n', '--served-model-name', 'a,1', 'b@2', '--port', '1'],
    ['a,1', 'b@2'],
  ],
  [
    ['llama-server', '--alias', 'a, b', '-m', 'c,d.gguf'],
    ['a', 'b'],
  ],
  [
    ['infinity_emb', 'v2', '--model-id', 'o/a', '--model-id', 'o/b'],
    ['o/a', 'o/b'],
  ],
  [['llama-server', '-m', '/m/a, b.gguf'], ['a, b']],
  [['sglang', 'serve', '--served-model-name', 'a,b', '--model', 'c'], ['a,b']],
])('%j serves %j: a comma separates only where the engine says so', (argv, names) => {
  const model = identityOf(argv)?.model;
  expect(model?.is === 'named' && [model.name, ...(model.others ?? [])]).toEqual(names);
});

test('the host of an environment counts unless the command line has one', () => {
  const environment = { LLAMA_ARG_HOST: '/run/a.sock' };
  expect(told(['llama-server', '--port', '1', '-m', 'a'], environment)).toEqual([
    'llama.cpp',
    '/run/a.sock',
    'a',
  ]);
  expect(told(['llama-server', '--port', '1', '--host', '::', '-m', 'a'], environment)?.[1]).toBe(1);
});

test('secrets beside the model do not become the model', () => {
  const secret = 'sk-planted';
  expect(told(['vllm', 'serve', '--api-key', secret])).toEqual(['vllm', 8000, null]);
  expect(told(['vllm', 'serve', '--model', '--api-key', secret])).toEqual(['vllm', 8000, null]);
  expect(told(['vllm', 'serve', '--api-key', secret, 'second-key', 'third-key'])).toEqual([
    'vllm',
    8000,
    null,
  ]);
  expect(told(['vllm', 'serve', '--api-key', secret, '--port', '1', 'o/n'])).toEqual(['vllm', 1, 'o/n']);
  expect(told(['llama-server', '--api-key', secret, '--hf-token', 'hf_planted'])).toEqual([
    'llama.cpp',
    8080,
    null,
  ]);
});

test('no command line causes an exception or an invalid port', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'python3',
      'node',
      'vllm',
      'serve',
      'uv',
      'run',
      'uvx',
      '-m',
      '--port',
      '--model',
      '=',
      '8000',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
      for (const port of identityOf(argv)?.ports ?? []) expect(port).toBeGreaterThan(0);
    }),
  );
});
