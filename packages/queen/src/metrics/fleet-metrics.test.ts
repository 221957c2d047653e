import { LIMITS } from '@rbee/contract';
import { aGpu, aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { readFilter } from '../filter.ts';
import { Registry } from '../registry/index.ts';
import { manualClock, sampleOf } from '../testing/index.ts';
import { momentOf } from '../time.ts';
import { fleetMetrics } from './fleet-metrics.ts';

type Workers = ReturnType<typeof aWorker>[];

/** The metrics of hives with these workers, in pieces, and the most hives that were looked at for one piece. */
function scraped(hives: readonly Workers[], query: Record<string, unknown> = {}, more: object = {}) {
  const clock = manualClock();
  const registry = new Registry({ forgetAfterMs: 60_000, maxHives: hives.length });
  for (const [n, workers] of hives.entries()) {
    registry.ingest(sampleOf(aHeartbeat({ hive_id: `hive-${n}`, workers, ...more })), momentOf(clock));
  }
  let looked = 0;
  const monotonic = () => clock.monotonic();
  const find = (id: string) => {
    looked += 1;
    return registry.find(id, monotonic());
  };
  const pieces: string[] = [];
  let mostLooked = 0;
  const bytesOf = (id: string) => registry.bytesOf(id);
  for (const piece of fleetMetrics({ index: registry.index, find, monotonic, bytesOf }, readFilter(query))) {
    pieces.push(piece);
    mostLooked = Math.max(mostLooked, looked);
    looked = 0;
  }
  return { pieces, mostLooked, registry };
}

/** The values of the series of a metric, in order. */
const valuesOf = (pieces: readonly string[], name: string): number[] =>
  Array.from(pieces.join('').matchAll(new RegExp(`^${name}\\{[^\n]*\\} (\\S+)$`, 'gm')), ([, value]) =>
    Number(value),
  );

test('figures at the end of their range stay numbers in other units', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const memory = { rss_mb: most, vram_mb: most };
  const worker = aWorker({
    ...{ ...memory, cpu_pct: Number.MAX_VALUE, io_r_mb_s: 1e305, io_w_mb_s: Number.MAX_VALUE },
    models: [{ name: 'a', ...memory }, { name: 'b' }],
    gpus: [{ uuid: 'g', index: 0, vram_mb: most, util_pct: 100 }],
  });
  const gpu = aGpu({ vram_used_mb: most, power_w: Number.MAX_VALUE });
  const text = scraped([[worker]], {}, { node: aNode({ gpus: [gpu] }) }).pieces.join('');
  expect(text).not.toMatch(/ (NaN|[+-]?Inf(inity)?)$/m);
  expect(valuesOf([text], 'rbee_worker_storage_read_bytes_per_second')).toEqual([Number.MAX_VALUE]);
});

test('the memory of each hive is shown: the largest one can be found, and together they are what is counted', () => {
  const large = Array.from({ length: 100 }, (_, n) => aWorker({ instance: `${n}` }));
  const { pieces, registry } = scraped([[], large, [aWorker()]]);
  const [none = 0, most = 0, one = 0] = valuesOf(pieces, 'rbee_hive_kept_bytes');
  expect(none).toBeGreaterThan(1_000);
  expect(one).toBeGreaterThan(none);
  expect(most).toBeGreaterThan(20 * one);
  expect(none + most + one).toBe(registry.bytes);
});

test('[Q] the largest hive is written in small pieces, with and without a filter', () => {
  const models = Array.from({ length: LIMITS.maxModels }, (_, n) => ({ name: `model-${n}`, rss_mb: n }));
  const workers = Array.from({ length: LIMITS.maxWorkers }, (_, n) =>
    aWorker({ instance: String(n), pid: n + 1, model: 'model-0', models }),
  );
  for (const query of [{}, { model: 'model-3' }]) {
    const { pieces } = scraped([workers], query);
    const linesOf = pieces.map((piece) => piece.split('\n').length - 1);
    expect(Math.max(...linesOf)).toBeLessThan(3 * LIMITS.maxModels);
    const infos = pieces.join('').match(/^rbee_worker_model_info\{/gm);
    expect(infos).toHaveLength(LIMITS.maxWorkers * LIMITS.maxModels);
  }
});

test('[Q] there is a piece for each hive, also if it has no series', () => {
  const hives = Array.from({ length: 50 }, () => []);
  for (const query of [{}, { hive: ['hive-0', 'hive-1', 'unknown'] }]) {
    expect(scraped(hives, query).mostLooked).toBe(1);
  }
});
