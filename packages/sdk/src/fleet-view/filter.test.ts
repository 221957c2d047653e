import { aNode, anEngine, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HiveState } from '../state.ts';
import {
  facetCounts,
  fleetHive,
  MAX_FILTER_CHARS,
  modelsOfWorkers,
  parseFilter,
  termOf,
  toggledTerm,
} from './index.ts';

const gpu = {
  uuid: 'g',
  index: 0,
  vendor: 'nvidia',
  name: 'RTX 4090',
  util_pct: 0,
  vram_used_mb: 0,
  vram_total_mb: 24_564,
};
const use = { uuid: 'g', index: 0, vram_mb: 100, util_pct: 1 };
const hive = (more: Partial<HiveState>): HiveState => ({
  ...{ hive_id: 'gpu-1', last_update: '2025-10-30T20:15:30Z', health: 'healthy', workers: [] },
  node: aNode({ hostname: 'rack-7', gpus: [gpu] }),
  ...more,
});
const WORKERS = [
  ...fleetHive(
    hive({
      workers: [
        aWorker({ instance: '1', model: 'Llama-3.3-70B', gpu_util_pct: 90, vram_mb: 30_000, gpus: [use] }),
        aWorker({
          instance: '2',
          model: 'qwen 3',
          gpu_util_pct: 0,
          engine: anEngine({ requests_running: 0, kv_cache_pct: 95 }),
        }),
        aWorker({
          instance: '3',
          group: 'embed',
          model: null,
          gpu_util_pct: 0,
          unknown: { gpu_util_pct: 'mig' },
          cpu_busy: false,
        }),
      ],
    }),
    true,
  ).workers,
  ...fleetHive(
    hive({
      hive_id: 'gpu-2',
      health: 'down',
      node: undefined,
      workers: [aWorker({ instance: '4' })],
    } as never),
    true,
  ).workers,
];

const found = (text: string) => WORKERS.filter(parseFilter(text).matches).map(({ stats }) => stats.instance);
const problems = (text: string) => parseFilter(text).errors.map(({ problem, text: word }) => [problem, word]);

test.each([
  ['', ['1', '2', '3', '4']],
  ['llama', ['1', '4']],
  ['LLAMA hive:gpu-1', ['1']],
  ['hive:rack-7', ['1', '2', '3']],
  ['model:"qwen 3"', ['2']],
  ['state:busy state:silent', ['1', '4']],
  ['state:busy hive:gpu-2', []],
  ['-state:silent -group:embed', ['1', '2']],
  ['gpu>80', ['1', '4']],
  ['gpu<1', ['2']],
  ['unknown:gpu', ['3']],
  ['vram>=20g', ['1']],
  ['vram>20000', ['1']],
  ['kv>90% engine:vllm', ['2']],
  ['version:0.11', ['2']],
  ['card:4090', ['1']],
  ['-', ['1', '2', '3', '4']],
])('%s finds %j', (text, instances) => {
  expect(parseFilter(text).errors).toEqual([]);
  expect(found(text)).toEqual(instances);
});

test.each([
  ['stat:busy', 'unknown_key'],
  ['state:working', 'unknown_state'],
  ['unknown:colour', 'unknown_figure'],
  ['gpu:80', 'no_comparison'],
  ['gpu>', 'no_value'],
  ['model:', 'no_value'],
  ['vram>many', 'not_a_number'],
  ['vram>1e9', 'not_a_number'],
])('%s is an error: %s, and the other words still count', (word, problem) => {
  expect(problems(`${word} hive:gpu-2`)).toEqual([[problem, word]]);
  expect(found(`${word} hive:gpu-2`)).toEqual(['4']);
});

test('a filter that is too long is read up to its bound and says so', () => {
  expect(problems(`${'x'.repeat(MAX_FILTER_CHARS)}yy`)).toEqual([['too_long', 'yy']]);
});

test('any text is read without a throw, and every word is a term or an error at its place', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const { terms, errors } = parseFilter(text);
      for (const { start, end, text: word } of [...terms, ...errors])
        expect(text.slice(start, end)).toBe(word);
      WORKERS.filter(parseFilter(text).matches);
    }),
  );
});

test('a facet adds its word and takes it away again', () => {
  const term = termOf('model', 'qwen 3');
  expect(term).toBe('model:"qwen 3"');
  expect(toggledTerm('gpu>80', term)).toBe('gpu>80 model:"qwen 3"');
  expect(toggledTerm('gpu>80 model:"qwen 3" x', term)).toBe('gpu>80 x');
  expect(toggledTerm('', term)).toBe(term);
});

test('facets count workers by each of their values, and every value is found by its term', () => {
  expect(facetCounts(WORKERS, 'state')).toEqual([
    { value: 'idle', count: 2 },
    { value: 'busy', count: 1 },
    { value: 'silent', count: 1 },
  ]);
  for (const facet of ['state', 'model', 'card', 'engine', 'version'] as const) {
    for (const { value, count } of facetCounts(WORKERS, facet))
      expect(found(termOf(facet, value))).toHaveLength(count);
  }
});

test('models sum over the workers of hives that report', () => {
  const models = modelsOfWorkers(WORKERS);
  expect(models.map(({ name, busy, idle, others, hives }) => [name, busy, idle, others, hives])).toEqual([
    ['Llama-3.3-70B', 1, 0, 0, 1],
    ['llama-3.2-1b', 0, 0, 1, 1],
    ['qwen 3', 0, 1, 0, 1],
  ]);
  expect(models[0]).toMatchObject({ vram: { value: 30_000, known: 1, of: 1 }, free: { known: 0, of: 1 } });
  expect(models[1]).toMatchObject({ vram: { value: 0, known: 0, of: 0 }, worst_ttft: undefined });
  expect(models[2]).toMatchObject({ free: { value: 4, known: 1 }, worst_ttft: 480 });
});
