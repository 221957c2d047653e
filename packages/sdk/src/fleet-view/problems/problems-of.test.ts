import { aGpu, aNode, anEngine, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import type { HiveState } from '../../state.ts';
import { fleetHive } from '../fleet-hive.ts';
import { gravityByHive, type ProblemKind, problemsOf } from './index.ts';

const NOW = Date.parse('2025-10-30T20:16:00Z');
const aHive = (more: Partial<HiveState> = {}) =>
  fleetHive(
    { hive_id: 'gpu-1', last_update: '2025-10-30T20:15:30Z', health: 'healthy', workers: [], ...more },
    true,
  );
const kindsOf = (...hives: ReturnType<typeof aHive>[]) => problemsOf(hives, NOW).map(({ kind }) => kind);
const ofWorker = (more: object, engine?: Parameters<typeof anEngine>[0]) =>
  aHive({ workers: [aWorker({ ...more, ...(engine && { engine: anEngine(engine) }) })] });
const ofGpu = (more: Parameters<typeof aGpu>[0]) => aHive({ node: aNode({ gpus: [aGpu(more)] }) });

test.each<[string, ReturnType<typeof aHive>, readonly ProblemKind[]]>([
  ['a hive that is well', aHive({ workers: [aWorker({ engine: anEngine() })], node: aNode() }), []],
  ['one that is silent', aHive({ health: 'down', conflicting_hives: 2 }), ['silent']],
  ['one that is late', aHive({ health: 'degraded' }), ['late']],
  ['one whose id is used twice', aHive({ conflicting_hives: 1 }), ['id_twice']],
  ['one whose clock is behind', aHive({ clock_skew_ms: -2_500 }), ['clock']],
  ['one whose clock is nearly right', aHive({ clock_skew_ms: 1_500 }), []],
  ['a GPU that is hot and at its power limit', ofGpu({ health: ['thermal', 'power_limit'] }), ['gpu_health']],
  ['a GPU with a code of a later version', ofGpu({ health: ['melted'] }), []],
  ['memory that nobody claims', ofGpu({ unattributed_vram_mb: 9_000 }), ['gpu_unclaimed']],
  [
    'memory of which it is not known',
    ofGpu({ unattributed_vram_mb: 0, unknown: { unattributed_vram_mb: 'timeout' } }),
    [],
  ],
  ['an engine that is stuck', ofWorker({}, { state: 'stuck' }), ['stuck']],
  ['one that does not answer', ofWorker({}, { state: 'unreachable' }), ['unreachable']],
  [
    'one that runs without tokens',
    ofWorker({}, { generation_tokens_per_s: 0, prompt_tokens_per_s: 0 }),
    ['no_tokens'],
  ],
  ['one that takes a prompt in', ofWorker({}, { generation_tokens_per_s: 0 }), []],
  [
    'one of which prompts are not known',
    ofWorker(
      {},
      { generation_tokens_per_s: 0, prompt_tokens_per_s: 0, unknown: { prompt_tokens_per_s: 'not_exposed' } },
    ),
    [],
  ],
  ['a context at 90 %', ofWorker({}, { kv_cache_pct: 90 }), ['context']],
  ['a context at 88 %', ofWorker({}, { kv_cache_pct: 88 }), []],
  [
    'an engine of a late hive',
    aHive({ health: 'degraded', workers: [aWorker({ engine: anEngine({ state: 'stuck' }) })] }),
    ['late'],
  ],
])('%s', (_name, hive, kinds) => {
  expect(kindsOf(hive)).toEqual(kinds);
});

test('without a connection nothing is said of hives that are not silent', () => {
  const stuck = [aWorker({ engine: anEngine({ state: 'stuck' }) })];
  const hive = {
    hive_id: 'a',
    last_update: '2025-10-30T20:15:30Z',
    health: 'healthy',
    workers: stuck,
  } as const;
  expect(problemsOf([fleetHive(hive, false)], NOW)).toEqual([]);
});

test('a problem says whom it is about, since when, and what helps', () => {
  const [silent] = problemsOf([aHive({ health: 'down', workers: [aWorker()] })], NOW);
  expect(silent).toEqual({
    ...{ id: 'silent:gpu-1', kind: 'silent', severity: 'grave', subject: { hive_id: 'gpu-1' } },
    ...{ since: Date.parse('2025-10-30T20:15:30Z'), isSinceExact: true, values: { workers: 1 } },
    command: 'systemctl status rbee-hive',
  });
  const [stuck] = problemsOf([ofWorker({ pid: 7 }, { state: 'stuck', requests_waiting: 9 })], NOW);
  expect(stuck).toMatchObject({
    ...{ id: 'stuck:gpu-1/llm/8080', since: NOW, isSinceExact: false },
    subject: { hive_id: 'gpu-1', group: 'llm', instance: '8080' },
    ...{ values: { running: 1, waiting: 9 }, command: 'systemctl status 7' },
  });
  const [xid] = problemsOf([ofGpu({ health: ['xid'], last_xid: 79 })], NOW);
  expect(xid).toMatchObject({
    severity: 'grave',
    values: { code: 'xid', xid: 79 },
    subject: { gpu: { index: 0 } },
  });
});

test('mixed versions are one problem of the fleet, and one of each model and engine', () => {
  const versionOf = (hive_id: string, agent: string, engine: string) =>
    aHive({
      ...{ hive_id, node: aNode({ agent: { version: agent, cpu_pct: 0, rss_mb: 1 } }) },
      workers: [aWorker({ model: 'm', engine: anEngine({ version: engine }) })],
    });
  const hives = [versionOf('a', '0.9', '1'), versionOf('b', '0.9', '1'), versionOf('c', '0.8', '2')];
  expect(problemsOf(hives, NOW)).toMatchObject([
    {
      id: 'engine_versions:vllm:m',
      subject: { model: 'm' },
      values: { engine: 'vllm', versions: '1 (2), 2 (1)', rarest: '2', count: 2 },
    },
    { id: 'hive_versions', subject: {}, values: { versions: '0.9 (2), 0.8 (1)' } },
  ]);
  expect(kindsOf(...hives.slice(0, 2))).toEqual([]);
});

test('names from strangers are words of a command and never commands', () => {
  const container = { id: 'x', name: "a'; rm -rf ~ #", runtime: 'docker' };
  const [stuck] = problemsOf([ofWorker({ container }, { state: 'stuck' })], NOW);
  expect(stuck?.command).toBe("docker logs --tail 50 -- 'a'\\''; rm -rf ~ #'");
  const [away] = problemsOf([ofWorker({}, { state: 'unreachable', endpoint: 'http://x/$(id)' })], NOW);
  expect(away?.command).toBe("curl --max-time 3 'http://x/$(id)/v1/models'");
  const [local] = problemsOf([ofWorker({}, { state: 'unreachable', endpoint: 'unix:/run/x' })], NOW);
  expect(local?.command).toBe('systemctl status 12345');
});

test('the gravest problem of each hive counts', () => {
  const hives = [
    aHive({ hive_id: 'a', health: 'down' }),
    aHive({ hive_id: 'b', clock_skew_ms: 5_000, conflicting_hives: 1 }),
    aHive({ hive_id: 'c', clock_skew_ms: 5_000 }),
  ];
  expect([...gravityByHive(problemsOf(hives, NOW))].sort()).toEqual([
    ['a', 3],
    ['b', 3],
    ['c', 2],
  ]);
});
