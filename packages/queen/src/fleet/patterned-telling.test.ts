import { applyChanges, type Heartbeat, type Json } from '@rbee/contract';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HiveSample, readAnew, readAsBefore } from '../ingest/index.ts';
import { type HiveRecord, telemetryOf } from '../registry/index.ts';
import { EventTelling } from '../stream/index.ts';
import { PatternedTelling } from './patterned-telling.ts';

const GPU = { index: 0, vendor: 'nvidia', name: 'H100', util_pct: 3, vram_used_mb: 5, vram_total_mb: 9 };

/** Samples of one hive as they are read one after the other, those that follow a pattern with it. */
function tellings(beats: readonly Heartbeat[], conflicting: readonly number[]) {
  let last: HiveSample | undefined;
  return beats.map((beat, index) => {
    const bytes = Buffer.from(JSON.stringify(beat));
    const read = readAnew(beat, bytes, 'post', () => last);
    const sample = readAsBefore(bytes, 'post', () => last, null) ?? (read.ok ? read.sample : undefined);
    if (!sample) throw new Error('A heartbeat was refused.');
    last = sample;
    const at = Date.UTC(2026, 0, 1) + index * 1_003;
    const record: HiveRecord = {
      ...{ sample, received: { at, monotonic: 0 }, clockSkewMs: index - 1, via: null, cut: false },
      ...{ conflicting: conflicting[index] ?? 0, announced: 'healthy' },
    };
    const whole = new EventTelling(telemetryOf({ record, health: 'healthy' }));
    return { whole, patterned: sample.reading ? new PatternedTelling(record, sample.reading) : null };
  });
}

const figures = fc.array(
  fc.oneof(
    fc.nat(3),
    fc.integer({ min: 0, max: 1_000 }).map((it) => it / 10),
    fc.double({ min: 0.001, max: 100, noNaN: true }),
  ),
  { minLength: 4, maxLength: 4 },
);

const shapes = fc.record({
  seq: fc.option(fc.nat(9), { nil: undefined }),
  hasNode: fc.boolean(),
  nodeFirst: fc.boolean(),
});

function beatOf(
  shape: { seq: number | undefined; hasNode: boolean; nodeFirst: boolean },
  f: readonly number[],
) {
  const [a = 0, b = 0, c = 0, d = 0] = f;
  const node = shape.hasNode
    ? { node: { ...aNode({ cpu_pct: a }), gpus: [{ uuid: 'G', ...GPU, temp_c: b - 50 }] } }
    : {};
  return aHeartbeat({
    hive_id: 'a',
    ...(shape.nodeFirst && node),
    ...(shape.seq !== undefined && { seq: shape.seq + Math.floor(a) }),
    timestamp: `2026-01-01T00:00:0${Math.floor(b / 20)}.${100 + Math.floor(c)}Z`,
    workers: [
      aWorker({ cpu_pct: a, gpu_util_pct: b, vram_mb: Math.floor(c), unknown: {} }),
      aWorker({
        instance: '2',
        gpu_util_pct: 0,
        cpu_pct: d,
        unknown: { gpu_util_pct: 'mig', io_r_mb_s: 'permission' },
      }),
      aWorker({
        ...{ instance: '3', model: null, io_r_mb_s: c / 7, started_at: '2025-01-01T00:00:00Z' },
        engine: { kind: 'vllm', state: 'ready', requests_running: Math.floor(d / 30), models: [] },
      }),
    ],
    ...(!shape.nodeFirst && node),
  });
}

test('[S2] [S9] [S11] a sample told from its text is told as it would be from its values', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      shapes,
      fc.array(figures, { minLength: 5, maxLength: 5 }),
      fc.array(fc.constantFrom(0, 0, 0, 2), { minLength: 5, maxLength: 5 }),
      (shape, all, conflicting) => {
        const told = tellings(
          all.map((it) => beatOf(shape, it)),
          conflicting,
        );
        for (const [index, { whole, patterned }] of told.entries()) {
          if (!patterned) continue;
          compared += 1;
          expect(patterned.event).toEqual(whole.event);
          expect(patterned.json).toBe(whole.json);
          expect(patterned.summary).toBe(whole.summary);
          expect(patterned.workersCount).toBe(whole.workersCount);
          const before = told[index - 1];
          const changes = patterned.changesSince(before?.patterned ?? (before?.whole as EventTelling));
          expect(changes).toEqual(whole.changesSince(before?.whole as EventTelling));
          if (changes)
            expect(applyChanges(before?.whole.event as unknown as Json, changes)).toEqual(whole.event);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(compared).toBeGreaterThan(200);
});
