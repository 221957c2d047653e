import { createCheck, HeartbeatSchema } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine, type FakeProcess, ollamaManifest } from '../testing/index.ts';
import { createMonitor, type MonitorOptions } from './index.ts';

const heartbeat = createCheck(HeartbeatSchema);
/** 256 pages of 4096 bytes. */
const PAGES_PER_MIB = 256;
const NO_GPU = { vram_mb: 0 };

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

/** Starts a process with so many MiB. */
const start = (pid: number, parent: number, mib: number, line: string, more: Partial<FakeProcess> = {}) =>
  machine.process({ pid, parent, argv: line.split(' '), residentPages: mib * PAGES_PER_MIB, ...more });

/** The workers that a monitor finds, in short. */
function workers(more: Partial<MonitorOptions> = {}) {
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const monitor = createMonitor({ version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux', ...more });
  const sample = monitor.sample();
  expect(heartbeat.mismatch({ hive_id: 'h', ...sample })).toBeNull();
  return sample.workers.map(({ pid, model, models, rss_mb, unknown }) => ({
    ...{ pid, model, models, rss_mb, missing: unknown?.['models'] },
  }));
}

const STORE = '/var/lib/ollama';
const blob = (letter: string) => `${STORE}/blobs/sha256-${letter.repeat(64)}`;

/** Names a blob in the store that a process sees. */
function manifest(pid: number, letter: string, name: string): void {
  machine.file(
    `${pid}/root${STORE}/manifests/registry.ollama.ai/library/${name.replace(':', '/')}`,
    ollamaManifest(letter.repeat(64)),
  );
}

test('[W5] each runner of Ollama is a model with its own memory, that of the oldest first', () => {
  start(10, 1, 50, 'ollama serve');
  start(11, 10, 700, `/usr/lib/ollama/llama-server --model ${blob('b')} --port 40001 --offline`);
  start(12, 10, 900, `ollama runner --mlx-engine --model ${blob('a')} --port 40002`);
  start(13, 12, 30, 'helper');
  start(14, 10, 5, '/usr/lib/ollama/llama-server --list-devices');
  for (const pid of [11, 12]) {
    manifest(pid, 'a', 'qwen3:8b');
    manifest(pid, 'b', 'llama3.2:3b');
  }
  expect(workers()).toEqual([
    {
      ...{ pid: 10, model: 'llama3.2:3b', rss_mb: 1685 },
      models: [
        { name: 'llama3.2:3b', pid: 11, rss_mb: 700, ...NO_GPU },
        { name: 'qwen3:8b', pid: 12, rss_mb: 930, ...NO_GPU },
      ],
    },
  ]);
});

test("[W5] each child of llama.cpp's router is a model", () => {
  start(10, 1, 50, 'llama-server --models-dir /m --port 8080');
  start(11, 10, 700, 'llama-server --host 127.0.0.1 --port 40001 --alias one --model /m/one-Q8_0.gguf');
  start(12, 10, 900, 'llama-server --host 127.0.0.1 --port 40002 --alias two --hf-repo org/two');
  expect(workers()).toEqual([
    {
      ...{ pid: 10, model: 'one', rss_mb: 1650 },
      models: [
        { name: 'one', pid: 11, rss_mb: 700, ...NO_GPU },
        { name: 'two', pid: 12, rss_mb: 900, ...NO_GPU },
      ],
    },
  ]);
});

test('[W5] two servers of one instance are two models, that of the root first', () => {
  start(10, 1, 300, 'vllm serve org/chat');
  start(11, 10, 100, 'VLLM::EngineCore');
  start(12, 1, 200, 'llama-server -m /m/embed.gguf');
  machine.cgroup('.', { 'cgroup.controllers': 'cpu' });
  machine.cgroup('rbee.slice/llm/both', { 'cgroup.procs': '10\n11\n12\n' });
  expect(workers()).toEqual([
    {
      ...{ pid: 10, model: 'org/chat', rss_mb: 600 },
      models: [
        { name: 'org/chat', pid: 10, rss_mb: 400, ...NO_GPU },
        { name: 'embed', pid: 12, rss_mb: 200, ...NO_GPU },
      ],
    },
  ]);
});

test('[W5] two servers below a watched program are two models', () => {
  start(10, 1, 10, 'my-gateway');
  start(11, 10, 300, 'llama-server -m /m/a.gguf');
  start(12, 10, 200, 'llama-server -m /m/b.gguf');
  const [worker] = workers({ watch: [{ group: 'mine', pattern: /my-gateway/ }] });
  expect(worker?.models?.map(({ name, rss_mb }) => [name, rss_mb])).toEqual([
    ['a', 300],
    ['b', 200],
  ]);
});

test('[W5] helpers of a server that names a model, and runners of one model, add none', () => {
  start(10, 1, 10, 'text-generation-launcher --model-id org/name --served-model-name mine');
  start(11, 10, 10, 'text-generation-server serve org/name --sharded');
  start(12, 10, 10, 'text-generation-router --port 80 --tokenizer-name org/name');
  start(20, 1, 10, 'ollama serve');
  start(21, 20, 10, `ollama runner --model ${blob('a')} --port 40001`);
  start(22, 20, 10, `ollama runner --model ${blob('a')} --port 40002`);
  for (const pid of [21, 22]) manifest(pid, 'a', 'qwen3:8b');
  expect(workers().map(({ pid, model, models }) => [pid, model, models])).toEqual([
    [20, 'qwen3:8b', undefined],
    [10, 'mine', undefined],
  ]);
});

test('[W5] every name under which a server offers its model is one; the first has the memory', () => {
  start(10, 1, 100, 'vllm serve org/name --served-model-name a b --port 8001');
  start(11, 1, 100, 'llama-server -m /m/x.gguf --alias c,d --port 8002');
  start(12, 1, 100, 'llama-server -m /m/x.gguf --port 8003', { environment: { LLAMA_ARG_ALIAS: 'e,f' } });
  start(13, 1, 100, 'python3 -m sglang.launch_server --model-path o/n --served-model-name g,h');
  start(14, 1, 100, 'tritonserver --load-model=i --load-model=j');
  const found = workers().toSorted((a, b) => a.pid - b.pid);
  const held = (name: string, pid: number) => ({ name, pid, rss_mb: 100, ...NO_GPU });
  expect(found.map(({ model, models }) => [model, models])).toEqual([
    ['a', [held('a', 10), { name: 'b' }]],
    ['c', [held('c', 11), { name: 'd' }]],
    ['e', [held('e', 12), { name: 'f' }]],
    ['g,h', undefined],
    ['i', [{ name: 'i' }, { name: 'j' }]],
  ]);
});

test('[W5] adapters that are served beside a model are models', () => {
  const adapters = [
    'sql=/l/sql',
    '{"name":"chat","path":"/l/chat"}',
    '[{"name":"x"},{"path":"/l/y"},null]',
    '{',
  ];
  const argv = ['vllm', 'serve', 'org/name', '--lora-modules', ...adapters, '--port', '8001'];
  machine.process({ pid: 10, argv });
  start(11, 1, 100, 'python3 -m sglang.launch_server --model-path o/n --lora-paths a=/l/a b=/l/b');
  const names = workers().map(({ models }) => models?.map(({ name }) => name));
  expect(names).toEqual(
    expect.arrayContaining([
      ['org/name', 'sql', 'chat', 'x'],
      ['o/n', 'a', 'b'],
    ]),
  );
});

test('[W5] a router has the names of all its children, one of which has two', () => {
  start(10, 1, 50, 'llama-server --models-dir /m --port 8080');
  start(11, 10, 700, 'llama-server --host 127.0.0.1 --port 40001 --alias one,uno --model /m/one.gguf');
  start(12, 10, 900, 'llama-server --host 127.0.0.1 --port 40002 --alias two --model /m/two.gguf');
  expect(workers()[0]?.models).toEqual([
    { name: 'one', pid: 11, rss_mb: 700, ...NO_GPU },
    { name: 'uno' },
    { name: 'two', pid: 12, rss_mb: 900, ...NO_GPU },
  ]);
});

test('[W5] a model whose name is not known is told as such', () => {
  start(10, 1, 50, 'ollama serve');
  start(11, 10, 700, `ollama runner --model ${blob('c')} --port 40001`);
  start(12, 10, 900, `ollama runner --model ${blob('a')} --port 40002`);
  manifest(11, 'a', 'qwen3:8b');
  manifest(12, 'a', 'qwen3:8b');
  expect(workers()).toEqual([
    {
      ...{ pid: 10, model: 'qwen3:8b', rss_mb: 1650, missing: 'not_exposed' },
      models: [{ name: 'qwen3:8b', pid: 12, rss_mb: 900, ...NO_GPU }],
    },
  ]);
});

test('[W5] a worker has at most 64 models', () => {
  start(10, 1, 50, 'llama-server --models-dir /m --port 8080');
  for (let at = 0; at < 70; at += 1)
    start(100 + at, 10, 1, `llama-server --alias m${at} --port ${4000 + at}`);
  const [worker] = workers();
  expect([worker?.model, worker?.models?.length]).toEqual(['m0', LIMITS.maxModels]);
});
