import { expect, test } from 'vitest';
import { workerOf } from '../testing/index.ts';
import {
  activityOf,
  inOrder,
  isBusy,
  readingOf,
  sharedReason,
  standingOf,
  type WorkerTelemetry,
} from './index.ts';

const seedWorker: WorkerTelemetry = {
  ...{ pid: 1, group: 'llm', instance: '8080', model: null, rss_mb: 10, uptime_s: 5 },
  ...{ gpu_util_pct: 0, vram_mb: 0, total_vram_mb: 0 },
};

test('[W2] a figure that is named in `unknown` is not known, whatever it carries', () => {
  const worker = workerOf({ gpu_util_pct: 0, unknown: { gpu_util_pct: 'driver_unsupported' } });
  expect(readingOf(worker, 'gpu_util_pct')).toEqual({ known: false, why: 'GPU driver not supported' });
  expect(readingOf(worker, 'cpu_pct')).toEqual({ known: true, value: 0 });
});

test("a figure that the seed's page data lacks was not reported", () => {
  expect(readingOf(seedWorker, 'rss_mb')).toEqual({ known: true, value: 10 });
  expect(readingOf(seedWorker, 'cpu_pct')).toEqual({ known: false, why: 'not reported' });
});

test('a reason is shared only where nothing is known and all have the same one', () => {
  const [known, mig, timeout] = [
    { known: true, value: 0 } as const,
    { known: false, why: 'mig' } as const,
    { known: false, why: 'timeout' } as const,
  ];
  expect(sharedReason([mig, mig])).toBe('mig');
  expect(sharedReason([mig, timeout])).toBeNull();
  expect(sharedReason([known, mig])).toBeNull();
  expect(sharedReason([known, known])).toBeNull();
  expect(sharedReason([])).toBeNull();
});

test('[R2] busy goes by the engine, else by a known GPU use, else by the CPU', () => {
  const engine = { kind: 'vllm', state: 'ready', requests_running: 0 } as const;
  expect(isBusy(workerOf({ engine }))).toBe(false);
  expect(isBusy(workerOf())).toBe(true);
  expect(isBusy(workerOf({ gpu_util_pct: 0, cpu_pct: 400 }))).toBe(false);
  expect(isBusy(workerOf({ unknown: { gpu_util_pct: 'mig' }, cpu_pct: 50 }))).toBe(true);
  expect(isBusy(seedWorker)).toBe(false);
});

test('[R1] nothing that is late or last known is called idle or busy', () => {
  expect(standingOf('healthy', true)).toBe('live');
  expect(standingOf(undefined, true)).toBe('live');
  expect(standingOf('degraded', true)).toBe('stale');
  expect(standingOf('healthy', false)).toBe('stale');
  expect(standingOf('down', true)).toBe('down');
  expect(standingOf('down', false)).toBe('down');
  expect(activityOf(workerOf(), 'stale')).toBe('stale');
  expect(activityOf(workerOf(), 'down')).toBe('down');
});

test('workers stand by group, then by instance with numbers in their own order', () => {
  const names = [
    ['vllm', '8000'],
    ['llm', '10000'],
    ['llm', '8080'],
  ].map(([group = '', instance = '']) => workerOf({ group, instance }));
  expect(inOrder(names).map((worker) => worker.instance)).toEqual(['8080', '10000', '8000']);
  expect(names[0]?.instance).toBe('8000');
});
