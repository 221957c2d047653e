import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHive } from '../packages/hive/src/index.ts';
import { createLines, createManualClock, taken } from '../packages/hive/src/testing/index.ts';
import { createMonitor, type Monitor } from '../packages/monitor/src/index.ts';
import {
  aGpuCard,
  aGpuProcess,
  aGpuReader,
  createFakeMachine,
  type FakeMachine,
  MORE_SERVER_TREES,
  SERVER_TREES,
  type ServerTree,
} from '../packages/monitor/testing/index.ts';

const SECRET = 'planted';
const TOKEN = `hf_${SECRET}${'a1B2'.repeat(7)}`;
const PLACE = `https://user:${SECRET}@host/models/m.gguf?token=${SECRET}#${SECRET}`;
/** Options whose value is a secret or a path with a secret, and an unknown option. */
const OPTIONS = [
  ...['--api-key', SECRET, `--api-key=${SECRET}`, '--hf-token', TOKEN, '--api-keys', SECRET, SECRET],
  ...[
    '--api-key-file',
    `/etc/${SECRET}/key`,
    '--config',
    `/etc/${SECRET}/c.yaml`,
    '--ssl-keyfile',
    `/${SECRET}.pem`,
  ],
  ...['--password', SECRET, '--admin-key', SECRET, '--some-option', SECRET, SECRET],
];
const ENVIRONMENT = {
  HF_TOKEN: TOKEN,
  HUGGING_FACE_HUB_TOKEN: TOKEN,
  LLAMA_API_KEY: SECRET,
  VLLM_API_KEY: SECRET,
  OPENAI_API_KEY: `sk-${SECRET}`,
  API_KEY: SECRET,
  LLAMA_ARG_MODEL_URL: PLACE,
  MODEL_ID: PLACE,
  OLLAMA_HOST: `http://user:${SECRET}@127.0.0.1:11500/?token=${SECRET}`,
  LOCALAI_ADDRESS: `user:${SECRET}@127.0.0.1:8080`,
  DATABASE_URL: PLACE,
};

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

/** The ways in which a command line can contain secrets. */
const WAYS: readonly ((argv: readonly string[]) => readonly string[])[] = [
  (argv) => [...argv, ...OPTIONS],
  (argv) => {
    const first = argv.findIndex((it, at) => at > 0 && it.startsWith('-'));
    return first < 0 ? [...argv, ...OPTIONS] : [...argv.slice(0, first), ...OPTIONS, ...argv.slice(first)];
  },
  (argv) => argv.map((it) => (/^[\w.-]+\/[\w.:-]+$|\.gguf$/.test(it) ? PLACE : it)),
  (argv) => argv.map((it) => (/^[\w.-]+\/[\w.:-]+$|\.gguf$/.test(it) ? TOKEN : it)),
];

/** Every process tree, once for each way, with secrets in the environment of every process. */
function plant(trees: readonly ServerTree[]): void {
  let base = 100;
  for (const { rows } of trees) {
    for (const way of WAYS) {
      for (const [place, parent, line, more] of rows) {
        const argv = way(typeof line === 'string' ? line.split(' ') : line);
        const environment = { ...ENVIRONMENT, ...more?.environment, HF_TOKEN: TOKEN };
        machine.process({
          ...more,
          environment,
          argv,
          pid: base + place,
          parent: parent === 0 ? 1 : base + parent,
        });
      }
      base += 10;
    }
  }
}

/** All output of a hive on this machine within some seconds: bytes to the queen and lines of its log. */
async function everythingFrom(monitor: Monitor): Promise<string> {
  const clock = createManualClock();
  const { lines, ...log } = createLines();
  const sent: string[] = [];
  const hive = createHive({
    hiveId: 'hive-a',
    queenUrl: 'http://queen:7833',
    version: '1',
    monitor,
    log,
    clock,
    random: () => 0.5,
    openLink: null,
    fetch: async (url, init) => {
      sent.push(JSON.stringify([String(url), init]));
      return sent.length % 2 === 0 ? taken() : new Response('no', { status: 503 });
    },
  });
  hive.start();
  await clock.advance(5_000);
  await Promise.all([hive.stop(), clock.advance(2_000)]);
  expect(sent.length).toBeGreaterThan(3);
  expect(lines.length).toBeGreaterThan(0);
  return [...sent, ...lines, JSON.stringify(hive.stats())].join('\n');
}

test('[W1] no secret of a command line or an environment is in heartbeats, in the log or in findings', async () => {
  const trees = [...SERVER_TREES, ...MORE_SERVER_TREES];
  plant(trees);
  machine.process({ pid: 50, argv: ['my-server', ...OPTIONS], environment: ENVIRONMENT });
  machine.process({ pid: 51, argv: ['gpu-program', ...OPTIONS], environment: ENVIRONMENT });
  machine.process({ pid: 52, argv: ['in-cgroup', ...OPTIONS], environment: ENVIRONMENT });
  machine.cgroup('.', { 'cgroup.controllers': 'cpu' });
  machine.cgroup('rbee.slice/chat/1', { 'cgroup.procs': '52\n' });
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const monitor = createMonitor({
    version: '1',
    procRoot,
    sysRoot,
    cgroupRoot,
    platform: 'linux',
    watch: [{ group: 'mine', pattern: /my-server/ }],
    gpuReaders: [aGpuReader(() => [aGpuCard([aGpuProcess(51)])])],
  });
  const { workers } = monitor.sample();
  expect(workers.length).toBeGreaterThan(WAYS.length * trees.length);
  const left = await everythingFrom(monitor);
  expect(left).toContain('Qwen/Qwen3-8B');
  const all = `${left}${JSON.stringify(await monitor.diagnose())}`;
  const at = all.toLowerCase().indexOf(SECRET);
  expect(at < 0 ? '' : all.slice(Math.max(0, at - 80), at + 80)).toBe('');
}, 30_000);
