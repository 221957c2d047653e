import fc from 'fast-check';
import { expect, test } from 'vitest';
import { programOf } from './command-line.ts';
import { identify } from './identify.ts';
import { pickEnvironment } from './process-texts.ts';

const words = (line: string): string[] => line.split(' ');
const identityOf = (argv: readonly string[], environment: Record<string, string> = {}, directory = '/') => {
  const text = Object.entries(environment).map(([name, value]) => `${name}=${value}\0`);
  const program = programOf(argv);
  const variables = (names: readonly string[]) => pickEnvironment(text.join(''), names);
  return program && identify(program, { variables, directory: () => directory });
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
  ['node --import x.js apps/sample-worker/src/main.ts --port 9101 --model pride', ['other', 9101, 'pride']],
  ['node /a b/sample-worker/src/main.ts --port 0', null],
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
  [['vim', 'llama-server.conf']],
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
  expect(told(['ollama', 'serve'], { OLLAMA_HOST: '0.0.0.0:11500' })).toEqual(['ollama', 11500, null]);
  expect(told(['ollama', 'serve'], { OLLAMA_HOST: 'example' })).toEqual(['ollama', 11434, null]);
  expect(told(['text-generation-launcher'], { PORT: '80', MODEL_ID: 'o/n' })).toEqual(['tgi', 80, 'o/n']);
});

test('the environment is read only if the command line lacks the port or the model, and only for documented names', () => {
  const asked: string[] = [];
  const ask = (argv: string[]) =>
    identify(programOf(argv) ?? NOTHING, {
      variables: (names) => {
        asked.push(...names);
        return new Map();
      },
      directory: () => null,
    });
  const NOTHING = { by: 'native', name: '', module: '', script: '', rest: [] } as const;
  ask(['bash']);
  ask(['vllm', 'serve', 'o/n']);
  ask(['llama-server', '-m', 'a.gguf', '--port', '1']);
  expect(asked).toEqual([]);
  ask(['llama-server', '-m', 'a.gguf']);
  expect(asked).toEqual(['LLAMA_ARG_PORT', 'LLAMA_ARG_HOST']);
});

test('[W2] the model is unknown with the reason permission if it may be named in an environment that may not be read', () => {
  const program = programOf(['llama-server']);
  const identity = program && identify(program, { variables: () => null, directory: () => null });
  expect(identity).toMatchObject({ ports: [8080, 9931], model: { is: 'unknown', reason: 'permission' } });
});

test('a script with a relative path is recognised by the working directory of its process', () => {
  expect(told(['python3', 'main.py'], {}, '/srv/tabbyAPI')).toEqual(['other', 5000, null]);
  expect(told(['python3', './start.py', '--port', '5'], {}, '/srv/tabbyAPI')).toEqual(['other', 5, null]);
  expect(told(['python3', 'main.py'], {}, '/srv/mine')).toBeNull();
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
