import { readFileSync } from 'node:fs';
import { aHeartbeat, anEngine, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

const worker = (instance: string, engine?: ReturnType<typeof anEngine>) =>
  aWorker({ instance, ...(engine && { engine }) });

/** A queen with these workers, and the series of a metric of engines: what follows the name of the worker. */
async function scraped(...workers: ReturnType<typeof aWorker>[]) {
  const queen = await aQueen();
  await queen.post(aHeartbeat({ workers }));
  const series = async (name: string, instance = '8080', query = '') => {
    const start = `rbee_worker_${name}{hive_id="hive-gpu-1",group="llm",instance="${instance}"`;
    const { body } = await queen.app.inject(`/metrics${query}`);
    return body.split('\n').flatMap((line) => (line.startsWith(start) ? [line.slice(start.length)] : []));
  };
  return { ...queen, series };
}

test('section E: the figures of an engine are in base units, with its name as a label', async () => {
  const { series, app } = await scraped(worker('8080', anEngine()));
  const expected = {
    slots: 4,
    requests_running: 1,
    requests_waiting: 0,
    kv_cache_ratio: 0.125,
    prompt_tokens_per_second: 800,
    generation_tokens_per_second: 42.5,
    prefix_cache_hit_ratio: 0.6,
    draft_accepted_ratio: 0.75,
    preemptions_total: 2,
    requests_finished_total: 100,
    requests_failed_total: 3,
  };
  for (const [name, value] of Object.entries(expected)) {
    expect(await series(name), name).toEqual([`,engine="vllm"} ${value}`]);
  }
  expect(await series('time_to_first_token_seconds')).toEqual([
    ',engine="vllm",quantile="0.5"} 0.12',
    ',engine="vllm",quantile="0.95"} 0.48',
  ]);
  expect(await series('time_between_tokens_seconds')).toEqual([
    ',engine="vllm",quantile="0.5"} 0.022',
    ',engine="vllm",quantile="0.95"} 0.035',
  ]);
  const { body } = await app.inject('/metrics');
  expect(body).toContain('# TYPE rbee_worker_time_to_first_token_seconds summary\n');
  expect(body).toContain('# TYPE rbee_worker_preemptions_total counter\n');
});

test('[E2] each state has a series; that of the present state is 1', async () => {
  const { series } = await scraped(worker('8080', anEngine({ state: 'stuck' })));
  expect(await series('engine_state')).toEqual(
    ['starting', 'ready', 'sleeping', 'protected', 'unreachable', 'stuck'].map(
      (state) => `,engine="vllm",state="${state}"} ${Number(state === 'stuck')}`,
    ),
  );
});

test('section E: the version of an engine is a label, empty if it tells none', async () => {
  const { series } = await scraped(
    worker('1', anEngine({ version: 'b"1' })),
    worker('2', { kind: 'tgi', state: 'starting' }),
  );
  expect(await series('engine_info', '1')).toEqual([',engine="vllm",version="b\\"1"} 1']);
  expect(await series('engine_info', '2')).toEqual([',engine="tgi",version=""} 1']);
});

test('[W2] a figure of an engine that is unknown or missing has no series, and neither has a worker without an engine', async () => {
  const { series, app } = await scraped(
    worker('1', {
      kind: 'ollama',
      state: 'ready',
      requests_running: 0,
      ttft_ms_p50: 0,
      ttft_ms_p95: 5,
      unknown: { requests_running: 'timeout', ttft_ms_p50: 'first_sample' },
    }),
    worker('2'),
  );
  expect(await series('requests_running', '1')).toEqual([]);
  expect(await series('slots', '1')).toEqual([]);
  expect(await series('time_to_first_token_seconds', '1')).toEqual([
    ',engine="ollama",quantile="0.95"} 0.005',
  ]);
  const { body } = await app.inject('/metrics');
  expect(body.split('\n').filter((it) => it.includes('instance="2"') && it.includes('engine='))).toEqual([]);
});

test('[Q] [R1] a filter leaves out the engines of other workers; a hive that is down has none', async () => {
  const { series, advance } = await scraped(
    worker('1', anEngine()),
    aWorker({ instance: '2', model: 'other', engine: anEngine() }),
  );
  expect(await series('requests_running', '1', '?model=other')).toEqual([]);
  expect(await series('requests_running', '2', '?model=other')).toHaveLength(1);
  advance(10_000);
  expect(await series('requests_running', '1')).toEqual([]);
  expect(await series('engine_state', '1')).toEqual([]);
});

test('[W5] a model that is loaded has the value 1, any other 0, and one without a state no series', async () => {
  const models = [
    { name: 'a', state: 'loaded' as const },
    { name: 'b', state: 'unloaded' as const },
    { name: 'c', state: 'loading' as const },
    { name: 'd' },
  ];
  const { series } = await scraped(aWorker({ model: 'a', models }));
  expect(await series('model_loaded')).toEqual([',model="a"} 1', ',model="b"} 0', ',model="c"} 0']);
});

test('docs/operating.md has every metric of engines, and no other', async () => {
  const page = readFileSync(new URL('../../../../docs/operating.md', import.meta.url), 'utf8');
  const section = page.split('## Metrics of engines\n')[1]?.split('\n## ')[0] ?? '';
  const documented = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  const { app } = await scraped(worker('8080', anEngine()));
  const { body } = await app.inject('/metrics');
  const written = [...body.matchAll(/^(\w+)\{.*\bengine="/gm)].map(([, name]) => name);
  expect(documented.toSorted()).toEqual([...new Set(written)].toSorted());
});
