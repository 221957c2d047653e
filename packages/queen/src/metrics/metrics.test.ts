import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

const worker = '{hive_id="hive-gpu-1",group="llm",instance="8080"}';

test('[Q] worker metrics are in base units', async () => {
  const { post, metric, app } = await aQueen();
  await post(aHeartbeat({ workers: [aWorker({ cpu_pct: 150, io_r_mb_s: 0.5, origin: 'sample' })] }));
  expect(await metric(`rbee_worker_cpu_ratio${worker}`)).toBe(1.5);
  expect(await metric(`rbee_worker_resident_bytes${worker}`)).toBe(2048 * 1024 * 1024);
  expect(await metric(`rbee_worker_storage_read_bytes_per_second${worker}`)).toBe(512 * 1024);
  expect(await metric(`rbee_worker_storage_write_bytes_per_second${worker}`)).toBe(0);
  expect(await metric(`rbee_worker_uptime_seconds${worker}`)).toBe(300);
  expect(await metric(`rbee_worker_gpu_utilisation_ratio${worker}`)).toBe(0.855);
  expect(await metric(`rbee_worker_vram_used_bytes${worker}`)).toBe(4096 * 1024 * 1024);
  expect(await metric(`rbee_worker_vram_total_bytes${worker}`)).toBe(24576 * 1024 * 1024);
  const { body, headers } = await app.inject('/metrics');
  expect(body).toContain(
    'rbee_worker_info{hive_id="hive-gpu-1",group="llm",instance="8080",model="llama-3.2-1b",origin="sample"} 1',
  );
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('[W3] the part of the memory that is files and shared memory has a series if the hive sends it', async () => {
  const { post, metric } = await aQueen();
  await post(aHeartbeat({ workers: [aWorker({ rss_shared_mb: 1024 }), aWorker({ instance: '2' })] }));
  const series = (instance: string) =>
    metric(`rbee_worker_resident_shared_bytes{hive_id="hive-gpu-1",group="llm",instance="${instance}"}`);
  expect(await series('8080')).toBe(1024 * 1024 * 1024);
  expect(await series('2')).toBeUndefined();
});

test('[W2] an unknown figure has no series, instead of a zero', async () => {
  const { post, metric } = await aQueen();
  const unknown = { gpu_util_pct: 'mig', cpu_pct: 'first_sample' } as const;
  await post(aHeartbeat({ workers: [aWorker({ gpu_util_pct: 0, unknown })] }));
  expect(await metric(`rbee_worker_gpu_utilisation_ratio${worker}`)).toBeUndefined();
  expect(await metric(`rbee_worker_cpu_ratio${worker}`)).toBeUndefined();
  expect(await metric(`rbee_worker_vram_used_bytes${worker}`)).toBe(4096 * 1024 * 1024);
});

test('[R2] [W3] what a worker does and its processes are metrics, if they are known', async () => {
  const { post, metric } = await aQueen();
  const idle = aWorker({ instance: '2', cpu_pct: 0, gpu_util_pct: 0 });
  const unknown = { gpu_util_pct: 'mig', cpu_pct: 'first_sample' } as const;
  await post(aHeartbeat({ workers: [aWorker({ pids: 3 }), idle, aWorker({ instance: '3', unknown })] }));
  const of = (name: string, instance: string) =>
    metric(`rbee_worker_${name}{hive_id="hive-gpu-1",group="llm",instance="${instance}"}`);
  expect([await of('busy', '8080'), await of('busy', '2'), await of('busy', '3')]).toEqual([1, 0, undefined]);
  expect([await of('processes', '8080'), await of('processes', '2')]).toEqual([3, undefined]);
});

test('[Q] the figures of a machine and of its hive are in base units; unknown ones and those of a hive that is down have no series', async () => {
  const { post, metric, advance } = await aQueen();
  const unknown = { load_1: 'not_exposed' } as const;
  const agent = { version: '1', cpu_pct: 2, rss_mb: 64, unknown: { rss_mb: 'permission' as const } };
  await post(aHeartbeat({ node: aNode({ cpu_pct: 250, ram_used_mb: 3, unknown, agent }) }));
  const of = (name: string) => metric(`rbee_${name}{hive_id="hive-gpu-1"}`);
  expect(await of('node_cpu_ratio')).toBe(2.5);
  expect(await of('node_memory_used_bytes')).toBe(3 * 1024 * 1024);
  expect(await of('node_load1')).toBeUndefined();
  expect([await of('agent_cpu_ratio'), await of('agent_resident_bytes')]).toEqual([0.02, undefined]);
  advance(12_000);
  expect(await of('node_cpu_ratio')).toBeUndefined();
});

test('[W5] every model of a worker has a series, and what its own processes hold', async () => {
  const { post, metric } = await aQueen();
  const models = [
    { name: 'a', pid: 7, rss_mb: 900, vram_mb: 0, unknown: { vram_mb: 'mig' as const } },
    { name: 'b', pid: 8, rss_mb: 700, vram_mb: 2 },
    { name: 'alias' },
  ];
  await post(aHeartbeat({ workers: [aWorker({ model: 'a', models }), aWorker({ instance: '2' })] }));
  const series = (name: string, model: string, instance = '8080') =>
    metric(
      `rbee_worker_model_${name}{hive_id="hive-gpu-1",group="llm",instance="${instance}",model="${model}"}`,
    );
  for (const { name } of models) expect(await series('info', name)).toBe(1);
  expect(await series('info', 'llama-3.2-1b', '2')).toBe(1);
  expect(await series('resident_bytes', 'a')).toBe(900 * 1024 * 1024);
  expect(await series('resident_bytes', 'alias')).toBeUndefined();
  expect(await series('vram_used_bytes', 'a')).toBeUndefined();
  expect(await series('vram_used_bytes', 'b')).toBe(2 * 1024 * 1024);
});

test('[R1] a hive that is down has an age and no workers', async () => {
  const { post, metric, advance } = await aQueen();
  await post(aHeartbeat({ timestamp: '2025-10-30T20:15:28.500Z' }));
  expect(await metric('rbee_workers_online')).toBe(1);
  expect(await metric('rbee_hives{health="healthy"}')).toBe(1);
  expect(await metric('rbee_hive_clock_skew_seconds{hive_id="hive-gpu-1"}')).toBe(-1.5);
  advance(12_000);
  expect(await metric('rbee_hives{health="healthy"}')).toBe(0);
  expect(await metric('rbee_hives{health="down"}')).toBe(1);
  expect(await metric('rbee_hive_last_heartbeat_age_seconds{hive_id="hive-gpu-1"}')).toBe(12);
  expect(await metric('rbee_workers_online')).toBe(0);
  expect(await metric(`rbee_worker_cpu_ratio${worker}`)).toBeUndefined();
});

test('[W2] the number of unreadable processes is a metric if the hive can count them', async () => {
  const { post, metric } = await aQueen();
  const unreadable = (hive: string) => metric(`rbee_node_unreadable_processes{hive_id="${hive}"}`);
  await post(aHeartbeat({ hive_id: 'a', node: aNode({ unreadable_processes: 12 }) }));
  await post(aHeartbeat({ hive_id: 'b', node: aNode() }));
  const unknown = { unreadable_processes: 'permission' } as const;
  await post(aHeartbeat({ hive_id: 'c', node: aNode({ unreadable_processes: 0, unknown }) }));
  expect([await unreadable('a'), await unreadable('b'), await unreadable('c')]).toEqual([
    12,
    undefined,
    undefined,
  ]);
});

test('[H6] heartbeats are counted by their result', async () => {
  const { post, metric } = await aQueen();
  await post(aHeartbeat());
  await post(aHeartbeat());
  await post(aHeartbeat({ backfill: true }));
  await post('{');
  const results = ['accepted', 'late', 'backfill', 'refused'].map((it) =>
    metric(`rbee_heartbeats_total{result="${it}"}`),
  );
  expect(await Promise.all(results)).toEqual([1, 1, 1, 1]);
  expect(await metric('rbee_heartbeats_refused_total{code="malformed_json"}')).toBe(1);
  expect(await metric('rbee_stream_events_total{event="heartbeat"}')).toBe(1);
  expect(await metric('rbee_stream_ring_bytes')).toBe(0);
});

test('two queens in one process have separate metrics', async () => {
  const [one, other] = [await aQueen(), await aQueen()];
  await one.post(aHeartbeat());
  expect(await other.metric('rbee_heartbeats_total{result="accepted"}')).toBe(0);
});

test('lost samples are those that the hive reports; a hive without a report has no series', async () => {
  const { post, metric } = await aQueen();
  const { agent } = aNode();
  const lost = { skipped: 3, failed: 0, dropped: 101, refused: 1 };
  await post(aHeartbeat({ hive_id: 'a', node: aNode({ agent: { ...agent, lost } }) }));
  await post(aHeartbeat({ hive_id: 'b', node: aNode() }));
  const series = (hive: string, reason: string) =>
    metric(`rbee_hive_samples_lost_total{hive_id="${hive}",reason="${reason}"}`);
  expect([await series('a', 'skipped'), await series('a', 'dropped')]).toEqual([3, 101]);
  expect(await series('b', 'skipped')).toBeUndefined();
});
