import {
  applyChanges,
  changesBetween,
  createCheck,
  type Heartbeat,
  HiveSummaryEventSchema,
  HiveTelemetryEventSchema,
  type ProcessStats,
  workerActivity,
} from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeChanges, type Sample } from '../sample/index.ts';
import { sampleOf } from '../testing/index.ts';
import { EncodedSample } from './encoded-sample.ts';

const encode = (
  sample: Sample,
  more: { clockSkewMs?: number; conflicting?: number; second?: number; via?: number } = {},
) =>
  new EncodedSample(
    {
      sample,
      received: { at: Date.UTC(2025, 9, 30, 20, 15, more.second ?? 31), monotonic: 0 },
      clockSkewMs: more.clockSkewMs ?? -1_000,
      via: more.via ?? null,
      conflicting: more.conflicting ?? 0,
    },
    'healthy',
  );

test('[S2] telemetry has the times of receipt and sample, seq, node, health and clock skew', () => {
  const full = encode(sampleOf(aHeartbeat({ boot_id: 'b', seq: 3, version: '1', node: aNode() })));
  expect(JSON.parse(full.json)).toEqual({
    type: 'hive_telemetry',
    hive_id: 'hive-gpu-1',
    timestamp: '2025-10-30T20:15:31.000Z',
    workers: [aWorker()],
    sampled_at: '2025-10-30T20:15:30Z',
    seq: 3,
    node: aNode(),
    health: 'healthy',
    clock_skew_ms: -1_000,
    transport: 'post',
  });
});

test('[S2] telemetry of the nested body has the status that the hive reported', () => {
  const nested = encode(sampleOf(aNestedHeartbeat()));
  expect(JSON.parse(nested.json)).toMatchObject({
    operational_status: 'ready',
    health_status: { status: 'healthy' },
  });
  expect(createCheck(HiveTelemetryEventSchema).mismatch(JSON.parse(nested.json))).toBeNull();
});

const GPU = { uuid: 'G', index: 0, vendor: 'nvidia', name: 'H100', vram_used_mb: 5, vram_total_mb: 9 };

const USED = { uuid: 'G', index: 0, util_pct: 0.5, unknown: { util_pct: 'mig' as const } };

const figures = fc.tuple(
  fc.oneof(fc.nat(3), fc.double({ min: 0, max: 100, noNaN: true })),
  fc.integer({ min: 0, max: 1_000 }).map((it) => it / 10),
  fc.nat(60),
  fc.constantFrom('llama', 'qwen "7b"', 'ä', null),
);
type Figures = [number, number, number, string | null];

const shapes = fc.record({
  seq: fc.option(fc.nat(9), { nil: undefined }),
  hasNode: fc.boolean(),
  nodeFirst: fc.boolean(),
  hasWorkers: fc.boolean(),
});
type Form = { seq: number | undefined; hasNode: boolean; nodeFirst: boolean; hasWorkers: boolean };

function heartbeatOf({ seq, hasNode, nodeFirst, hasWorkers }: Form, [a, b, c, model]: Figures): Heartbeat {
  const gpu = {
    ...{ ...GPU, util_pct: 3, temp_c: c - 50, power_w: a, last_xid: c },
    ...{ mig: [{ uuid: 'M', vram_used_mb: c, vram_total_mb: 60 }], health: c % 4 === 0 ? ['thermal'] : [] },
  };
  const node = hasNode ? { node: { ...aNode({ cpu_pct: a }), gpus: [gpu] } } : {};
  const workers = [
    aWorker({ cpu_pct: a, gpu_util_pct: b, vram_mb: c, unknown: {}, model, gpus: [{ ...USED, vram_mb: c }] }),
    aWorker({ instance: '2', gpu_util_pct: 0, cpu_pct: b, unknown: { gpu_util_pct: 'mig' } }),
    aWorker({
      instance: '3',
      io_r_mb_s: b / 7,
      started_at: '2025-01-01T00:00:00Z',
      engine: {
        ...{ kind: 'vllm', state: c > 30 ? 'stuck' : 'ready', requests_running: c, models: [] },
        ...{ kv_cache_pct: a, generation_tokens_per_s: b / 7, requests_finished: 2 ** 40 + c },
        ...(c % 3 === 0 && { ttft_ms_p50: b }),
        unknown: { slots: c % 2 === 0 ? 'timeout' : 'first_sample' },
      },
      models: [
        {
          ...{ name: 'm', state: c > 30 ? 'sleeping' : 'loaded', size_mb: c },
          expires_at: `2025-01-01T00:05:${10 + (c % 50)}.000Z`,
        },
      ],
    }),
  ];
  return aHeartbeat({
    hive_id: 'a',
    ...(nodeFirst && node),
    ...(seq !== undefined && { seq: seq + c }),
    timestamp: `2026-01-01T00:00:${10 + (c % 50)}.250Z`,
    workers: hasWorkers ? workers : [],
    ...(!nodeFirst && node),
  });
}

/** Numbers of the workers of `heartbeatOf` that do not know a figure; an engine that is stuck has no free slot ([R2]). */
const unknownIn = (heartbeat: Heartbeat) => ({
  gpu_util_pct: 1,
  requests_waiting: 1,
  ...(heartbeat.workers.some(({ engine }) => engine?.state === 'stuck') ? {} : { free_slots: 1 }),
  prompt_tokens_per_s: 1,
});

test('[S2] [S9] text, totals and leaves of a sample agree with its values', () => {
  fc.assert(
    fc.property(shapes, figures, fc.constantFrom(0, 2), (form, given, conflicting) => {
      const heartbeat = heartbeatOf(form, given);
      const sample = encode(sampleOf(heartbeat), { conflicting });
      const event = JSON.parse(sample.json);
      expect(createCheck(HiveTelemetryEventSchema).mismatch(event)).toBeNull();
      expect(event).toMatchObject({ workers: heartbeat.workers, sampled_at: heartbeat.timestamp });
      expect([event.node, event.seq, event.conflicting_hives]).toEqual([
        heartbeat.node,
        heartbeat.seq,
        conflicting || undefined,
      ]);
      expect(JSON.stringify(sample.flat.shape.value(sample.flat.leaves))).toBe(sample.json);
      const summary = JSON.parse(sample.summary);
      expect(createCheck(HiveSummaryEventSchema).mismatch(summary)).toBeNull();
      const sum = (of: (worker: ProcessStats) => number) =>
        heartbeat.workers.reduce((total, worker) => total + of(worker), 0);
      expect(summary).toMatchObject({
        workers_count: heartbeat.workers.length,
        workers_busy: heartbeat.workers.filter((it) => workerActivity(it) === 'busy').length,
        rss_mb: sum(({ rss_mb }) => rss_mb),
        cpu_pct: expect.closeTo(
          sum(({ cpu_pct }) => cpu_pct),
          2,
        ),
      });
      expect(summary.requests_running).toBe(form.hasWorkers ? given[2] : undefined);
      expect(summary.unknown).toEqual(form.hasWorkers ? unknownIn(heartbeat) : undefined);
    }),
  );
});

test('[S11] computed or passed on, of all workers or some, changes give exactly the sample', () => {
  fc.assert(
    fc.property(shapes, figures, figures, fc.boolean(), (form, one, other, isFiltered) => {
      const base = sampleOf({ type: 'heartbeat', ...heartbeatOf(form, one) });
      const whole = sampleOf({ type: 'heartbeat', ...heartbeatOf(form, other) });
      const changes = encodeChanges(base, whole);
      const came = changes ? decodeChanges(base, changes) : null;
      const next = came?.kind === 'sample' ? came.sample : whole;
      const view = (sample: EncodedSample) =>
        isFiltered ? sample.filtered(({ instance }) => instance !== '2') : sample;
      const before = view(encode(base));
      const after = view(encode(next, { second: 32, clockSkewMs: 5 }));
      const told = after.changesSince(before);
      if (!told) return;
      const applied = applyChanges(before.flat, told)?.after;
      expect(JSON.stringify(applied?.shape.value(applied.leaves))).toBe(after.json);
      expect(told).toEqual(view(encode(whole, { second: 32, clockSkewMs: 5 })).changesSince(before));
    }),
    { numRuns: 500 },
  );
});

/** Changes as a hive sends them. */
function encodeChanges(base: Sample, next: Sample) {
  return base.flat.shape === next.flat.shape ? changesBetween(base.flat, next.flat) : null;
}

test('[S2] telemetry says if the heartbeat came over a link or by POST, whole and as leaves', () => {
  for (const via of [undefined, 3]) {
    const sample = encode(sampleOf(aHeartbeat({ seq: 1 })), via === undefined ? {} : { via });
    const transport = via === undefined ? 'post' : 'link';
    expect(JSON.parse(sample.json)).toMatchObject({ transport });
    expect(sample.flat.leaves).toContain(transport);
  }
});
