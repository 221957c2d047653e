import { LIMITS } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { readFilter } from '../filter.ts';
import { Registry } from '../registry/index.ts';
import { manualClock, sampleOf } from '../testing/index.ts';
import { momentOf } from '../time.ts';
import { fleetMetrics } from './fleet-metrics.ts';

type Workers = ReturnType<typeof aWorker>[];

/** The metrics of hives with these workers, in pieces, and the most hives that were looked at for one piece. */
function scraped(hives: readonly Workers[], query: Record<string, unknown> = {}) {
  const clock = manualClock();
  const registry = new Registry({ forgetAfterMs: 60_000, maxHives: hives.length });
  for (const [n, workers] of hives.entries()) {
    registry.ingest(sampleOf(aHeartbeat({ hive_id: `hive-${n}`, workers })), momentOf(clock));
  }
  let looked = 0;
  const monotonic = () => clock.monotonic();
  const find = (id: string) => {
    looked += 1;
    return registry.find(id, monotonic());
  };
  const pieces: string[] = [];
  let mostLooked = 0;
  for (const piece of fleetMetrics({ index: registry.index, find, monotonic }, readFilter(query))) {
    pieces.push(piece);
    mostLooked = Math.max(mostLooked, looked);
    looked = 0;
  }
  return { pieces, mostLooked };
}

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
