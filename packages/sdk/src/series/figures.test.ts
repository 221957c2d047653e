import { aGpu, aNode, anEngine, aTelemetry, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { type SubjectKind, subjectsOf } from './figures.ts';

const sample = aTelemetry({
  hive_id: 'a',
  workers: [
    aWorker({ instance: 'x/y', gpu_util_pct: 0, cpu_pct: 12.5, unknown: { vram_mb: 'timeout' } }),
    aWorker({ engine: anEngine({ unknown: { kv_cache_pct: 'not_exposed' } }) }),
  ],
  node: aNode({ unknown: { cpu_pct: 'first_sample' }, gpus: [aGpu({ util_pct: 0 })] }),
});

const figures = (kind: SubjectKind, ...fields: string[]) =>
  subjectsOf(sample, kind).map(({ id, figureOf }) => [id, ...fields.map(figureOf)]);

test('workers have their own figures, those of their engine, and whether they are busy', () => {
  const fields = ['gpu_util_pct', 'vram_mb', 'kv_cache_pct', 'generation_tokens_per_s', 'busy'];
  expect(figures('worker', ...fields)).toEqual([
    ['a/llm/x%2Fy', 0, 'timeout', undefined, undefined, 0],
    ['a/llm/8080', 85.5, 4096, 'not_exposed', 42.5, 1],
  ]);
});

test('a machine has the figures of its hive too; a sample without a machine has none', () => {
  expect(figures('node', 'cpu_pct', 'load_1', 'agent_rss_mb', 'hostname', 'constructor')).toEqual([
    ['', 'first_sample', 0.5, 60, undefined, undefined],
  ]);
  expect(figures('gpu', 'util_pct', 'temp_c')).toEqual([['GPU-0', 0, 71]]);
  const { node: _node, ...blind } = sample;
  expect([subjectsOf(blind, 'node'), subjectsOf(blind, 'gpu')]).toEqual([[], []]);
});

test('[R2] a worker of which nothing tells whether it is busy has an unknown figure, not 0', () => {
  const silent = { unknown: { gpu_util_pct: 'timeout', cpu_pct: 'timeout' } } as const;
  const [worker] = subjectsOf(aTelemetry({ workers: [aWorker(silent)] }), 'worker');
  expect(worker?.figureOf('busy')).toBe('not_exposed');
});
