import { LIMITS, workerActivity } from '@rbee/queen-rbee-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  inOrder,
  isBusy,
  pulseOf,
  readingOf,
  sharedReason,
  standingOf,
  type WorkerTelemetry,
} from './telemetry.ts';
import { workerOf } from './testing.ts';

const seedWorker: WorkerTelemetry = {
  pid: 1,
  group: 'llm',
  instance: '8080',
  model: null,
  rss_mb: 10,
  uptime_s: 5,
  gpu_util_pct: 0,
  vram_mb: 0,
  total_vram_mb: 0,
};

test('[W2] a figure that is named in `unknown` is unknown, whatever its value is', () => {
  const worker = workerOf({ gpu_util_pct: 0, unknown: { gpu_util_pct: 'driver_unsupported' } });
  expect(readingOf(worker, 'gpu_util_pct')).toEqual({
    known: false,
    why: 'GPU not read',
    inFull: 'the hive cannot read this GPU or its driver',
  });
  expect(readingOf(worker, 'cpu_pct')).toEqual({ known: true, value: 0 });
});

test('a field that is missing in the data of the seed page was not reported', () => {
  expect(readingOf(seedWorker, 'rss_mb')).toEqual({ known: true, value: 10 });
  expect(readingOf(seedWorker, 'cpu_pct')).toEqual({
    known: false,
    why: 'not reported',
    inFull: 'not reported',
  });
});

test('a reason is shared only if all readings are unknown for the same reason', () => {
  const [known, mig, timeout] = [
    { known: true, value: 0 } as const,
    { known: false, why: 'mig', inFull: 'mig' } as const,
    { known: false, why: 'timeout', inFull: 'timeout' } as const,
  ];
  expect(sharedReason([mig, mig])).toBe(mig);
  expect(sharedReason([mig, timeout])).toBeNull();
  expect(sharedReason([known, mig])).toBeNull();
  expect(sharedReason([known, known])).toBeNull();
  expect(sharedReason([])).toBeNull();
});

const engineOf = (requests_running: number) => ({ kind: 'vllm', state: 'ready', requests_running }) as const;
const blind = { gpu_util_pct: 'driver_unsupported' } as const;
const blinder = { gpu_util_pct: 'driver_unsupported', cpu_pct: 'first_sample' } as const;

test.each([
  [{ engine: engineOf(0) }, 'idle', 'Idle: no request running'],
  [{ engine: engineOf(1) }, 'busy', 'Busy: 1 request running'],
  [{ engine: engineOf(3), unknown: blinder }, 'busy', 'Busy: 3 requests running'],
  [{ gpu_util_pct: 0, cpu_pct: 400 }, 'idle', 'Idle: GPU at rest'],
  [{ gpu_util_pct: 0.5 }, 'busy', 'Busy: GPU at work'],
  [{ unknown: blind, cpu_pct: 38 }, 'idle', 'Idle: CPU below 50 % of a core'],
  [{ unknown: blind, cpu_pct: 50 }, 'busy', 'Busy: CPU at 50 % of a core or more'],
  [{ unknown: blind, cpu_pct: 30, cpu_busy: true }, 'busy', 'Busy: CPU at work in the last seconds'],
  [{ unknown: blind, cpu_pct: 70, cpu_busy: false }, 'idle', 'Idle: CPU at rest in the last seconds'],
] as const)(
  '[R2] the meaning names the figure that shows idle or busy: %o is %s',
  (worker, activity, meaning) => {
    expect(pulseOf(workerOf(worker), 'live')).toEqual({ activity, meaning });
  },
);

test('[W2] a worker whose GPU and CPU use are unknown is not idle', () => {
  expect(pulseOf(workerOf({ unknown: blinder }), 'live')).toEqual({
    activity: 'unknown',
    meaning: 'Not known yet: measuring…',
  });
  const barred = { gpu_util_pct: 'mig', cpu_pct: 'permission' } as const;
  expect(pulseOf(workerOf({ cpu_pct: 90, unknown: barred }), 'live')).toEqual({
    activity: 'unknown',
    meaning: 'Not known: no permission to read',
  });
  const silent = pulseOf({ ...seedWorker, unknown: { gpu_util_pct: 'mig' } }, 'live');
  expect(silent).toEqual({ activity: 'unknown', meaning: 'Not known: not reported' });
});

test('[W6] a worker whose figures leave something out is not idle because of them', () => {
  const partial = { gpu_util_pct: 'unassigned_ranks', cpu_pct: 'unassigned_ranks' };
  const worker = workerOf({ gpu_util_pct: 0, cpu_pct: 1, partial });
  expect(pulseOf(worker, 'live').meaning).toBe('Not known: at rest as far as is known');
});

test('[W2] if the number of requests is unknown, the worker is judged by its GPU use', () => {
  const engine = { ...engineOf(0), unknown: { requests_running: 'timeout' } } as const;
  expect(pulseOf(workerOf({ engine }), 'live').meaning).toBe('Busy: GPU at work');
});

test('[R2] a worker does what the rule of the wire says, whatever is unknown', () => {
  const figure = fc.constantFrom(0, 0.1, LIMITS.busyCpuPct - 1, LIMITS.busyCpuPct, 100);
  const worker = fc.record({ gpu_util_pct: figure, cpu_pct: figure, running: fc.option(fc.nat(2)) });
  const unknown = fc.constantFrom(undefined, blind, blinder, { cpu_pct: 'timeout' } as const);
  fc.assert(
    fc.property(worker, unknown, fc.boolean(), ({ running, ...figures }, hidden, isSilent) => {
      const engine = {
        ...engineOf(running ?? 0),
        ...(isSilent && { unknown: { requests_running: 'timeout' } }),
      };
      const it = workerOf({
        ...figures,
        ...(hidden && { unknown: hidden }),
        ...(running !== null && { engine }),
      });
      expect(pulseOf(it, 'live').activity).toBe(workerActivity(it));
      expect(isBusy(it)).toBe(workerActivity(it) === 'busy');
    }),
  );
});

test('[R1] workers whose figures are late or old are neither idle nor busy', () => {
  expect(standingOf('healthy', true)).toBe('live');
  expect(standingOf(undefined, true)).toBe('live');
  expect(standingOf('degraded', true)).toBe('stale');
  expect(standingOf('healthy', false)).toBe('stale');
  expect(standingOf('down', true)).toBe('down');
  expect(standingOf('down', false)).toBe('down');
  expect(pulseOf(workerOf(), 'stale')).toMatchObject({
    activity: 'stale',
    meaning: expect.stringMatching(/^Stale: /),
  });
  expect(pulseOf(workerOf(), 'down')).toMatchObject({
    activity: 'down',
    meaning: expect.stringMatching(/^Down: /),
  });
});

test('workers are sorted by group, then by instance in numeric order', () => {
  const names = [
    ['vllm', '8000'],
    ['llm', '10000'],
    ['llm', '8080'],
  ].map(([group = '', instance = '']) => workerOf({ group, instance }));
  expect(inOrder(names).map((worker) => worker.instance)).toEqual(['8080', '10000', '8000']);
  expect(names[0]?.instance).toBe('8000');
});
