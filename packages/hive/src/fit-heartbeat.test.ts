import { createCheck, HeartbeatSchema, LIMITS, type ProcessStats } from '@rbee/contract';
import { aGpu, aHeartbeat, aNode, anEngine, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitHeartbeat } from './fit-heartbeat.ts';

const check = createCheck(HeartbeatSchema);
const workers = (count: number, more: Partial<ProcessStats> = {}): ProcessStats[] =>
  Array.from({ length: count }, (_, index) => aWorker({ ...more, instance: String(index) }));
const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test('a heartbeat within the limits is not changed', () => {
  const heartbeat = aHeartbeat({ node: aNode() });
  expect(fitHeartbeat(heartbeat)).toEqual({ heartbeat, bytes: size(heartbeat), leftOut: 0 });
});

test('[H1] of more than 512 workers the first 512 are kept', () => {
  const { heartbeat, leftOut } = fitHeartbeat(aHeartbeat({ workers: workers(600) }));
  expect(heartbeat.workers.map((worker) => worker.instance)).toEqual(workers(512).map((it) => it.instance));
  expect(leftOut).toBe(88);
  expect(check.is(heartbeat)).toBe(true);
});

test('[H1] a heartbeat stays within 1 MiB, also as backfill', () => {
  const unknown = Object.fromEntries(
    Array.from({ length: 64 }, (_, index) => [`field_${index}`, 'timeout' as const]),
  );
  const large = aHeartbeat({ workers: workers(512, { model: 'é'.repeat(512), unknown }) });
  const { heartbeat, leftOut } = fitHeartbeat(large);
  expect(size({ ...heartbeat, backfill: true })).toBeLessThanOrEqual(LIMITS.maxHeartbeatBytes);
  expect(leftOut).toBeGreaterThan(0);
  expect(check.is(heartbeat)).toBe(true);
});

test('[H1] every limit is kept to the byte, with as many of the first workers as fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 20_000 }), fc.nat(30), (maxBytes, count) => {
      const whole = aHeartbeat({ workers: workers(count), node: aNode() });
      const { heartbeat, bytes, leftOut } = fitHeartbeat(whole, maxBytes);
      expect(bytes).toBe(size(heartbeat));
      expect(size({ ...heartbeat, backfill: true })).toBeLessThanOrEqual(maxBytes);
      expect(heartbeat.workers).toEqual(whole.workers.slice(0, count - leftOut));
    }),
  );
});

test('[H1] [N1] the largest machine, each GPU with seven parts and as many workers as fit, keeps its GPUs', () => {
  const part = (n: number) => ({
    uuid: `MIG-${'x'.repeat(36)}${n}`,
    vram_used_mb: n,
    vram_total_mb: 2 ** 20,
  });
  const mig = Array.from({ length: 7 }, (_, n) => part(n));
  const gpus = Array.from({ length: LIMITS.maxGpus }, (_, n) =>
    aGpu({ uuid: `GPU-${'x'.repeat(36)}${n}`, mig }),
  );
  const used = gpus.slice(0, 8).map(({ uuid, index }) => ({ uuid, index, vram_mb: 80_000, util_pct: 99.9 }));
  const whole = aHeartbeat({ workers: workers(512, { gpus: used }), node: aNode({ gpus }) });
  const { heartbeat, bytes, leftOut } = fitHeartbeat(whole);
  expect(check.mismatch(heartbeat)).toBeNull();
  expect(bytes).toBeLessThanOrEqual(LIMITS.maxHeartbeatBytes);
  expect([heartbeat.node?.gpus.length, leftOut]).toEqual([LIMITS.maxGpus, 0]);
});

test('[N1] a machine with eight GPUs and eight workers needs less than ten kilobytes a second', () => {
  const gpus = Array.from({ length: 8 }, (_, index) => aGpu({ uuid: `GPU-${'x'.repeat(36)}`, index }));
  const used = gpus.slice(0, 1).map(({ uuid, index }) => ({ uuid, index, vram_mb: 80_000, util_pct: 99.9 }));
  expect(
    fitHeartbeat(aHeartbeat({ workers: workers(8, { gpus: used }), node: aNode({ gpus }) })).bytes,
  ).toBeLessThan(10_000);
});

test('[H1] the engines of 512 workers that tell everything fit, with a model each and the largest machine', () => {
  const gpus = Array.from({ length: LIMITS.maxGpus }, (_, n) => aGpu({ uuid: `GPU-${'x'.repeat(36)}${n}` }));
  const used = gpus.slice(0, 1).map(({ uuid, index }) => ({ uuid, index, vram_mb: 80_000, util_pct: 99.9 }));
  const model = { name: 'm'.repeat(64), state: 'loaded', quantisation: 'Q4_K_M', size_mb: 71_800 } as const;
  const told = {
    engine: anEngine({
      generation_tokens_per_s: 12_345.67,
      prompt_tokens_per_s: 12_345.67,
      kv_cache_pct: 99.99,
    }),
    models: [{ ...model, context_length: 131_072, expires_at: '2026-01-01T00:05:00.000Z' }],
  };
  const whole = aHeartbeat({ workers: workers(512, { ...told, gpus: used }), node: aNode({ gpus }) });
  expect(check.mismatch(whole)).toBeNull();
  expect(fitHeartbeat(whole).leftOut).toBe(0);
});
