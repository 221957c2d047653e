import { createCheck, QueenHeartbeatEventSchema } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { Registry } from '../registry/index.ts';
import { manualClock, sampleOf } from '../testing/index.ts';
import { momentOf } from '../time.ts';
import { queenBeat } from './stream-listener.ts';

test('[S3] the beat has the counts and the sorted ids of online hives and workers', () => {
  const clock = manualClock();
  const registry = new Registry({ forgetAfterMs: 60_000, maxHives: 10 });
  const report = (hive_id: string, instances: string[]) => {
    const workers = instances.map((instance) => aWorker({ instance, gpu_util_pct: 0 }));
    registry.ingest(sampleOf(aHeartbeat({ hive_id, workers })), momentOf(clock));
  };
  report('c', ['1']);
  clock.move(10_000);
  report('a', ['1']);
  report('b', ['2', '1']);
  report('a-b', ['"']);
  registry.sweep(momentOf(clock));
  const beat = JSON.parse(queenBeat(registry, clock));
  expect(beat).toEqual({
    ...{ type: 'queen', workers_online: 4, workers_available: 4, hives_online: 3, hives_available: 3 },
    worker_ids: ['a-b/llm/"', 'a/llm/1', 'b/llm/1', 'b/llm/2'],
    hive_ids: ['a', 'a-b', 'b'],
    timestamp: '2025-10-30T20:15:40.000Z',
  });
  expect(createCheck(QueenHeartbeatEventSchema).mismatch(beat)).toBeNull();
});
