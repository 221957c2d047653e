import { aNode, anEngine, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import type { HiveState } from '../state.ts';
import { fleetHive, totalsOf, totalsOfFound } from './index.ts';

const aHive = (more: Partial<HiveState> = {}): HiveState => ({
  hive_id: 'a',
  last_update: '2025-10-30T20:15:30Z',
  health: 'healthy',
  workers: [],
  ...more,
});
const aGpu = (uuid: string, more: object = {}) => ({
  ...{ uuid, index: 0, vendor: 'nvidia', name: 'RTX 4090', util_pct: 95, vram_used_mb: 1000 },
  ...{ vram_total_mb: 24_564, unattributed_vram_mb: 200, power_w: 300 },
  ...more,
});

test('[R2] [E2] the state of a worker is that of its hive, then of its engine, then what it does', () => {
  const workers = [
    aWorker({ instance: '1', gpu_util_pct: 0 }),
    aWorker({ instance: '2', engine: anEngine({ state: 'starting' }) }),
    aWorker({ instance: '3', engine: anEngine({ state: 'stuck' }) }),
    aWorker({ instance: '4', engine: anEngine({ requests_running: 2 }) }),
    aWorker({
      instance: '5',
      engine: anEngine({ state: 'protected', unknown: { requests_running: 'not_exposed' } }),
    }),
  ];
  const statesOf = (health: HiveState['health'], connected = true) =>
    fleetHive(aHive({ health, workers }), connected).workers.map(({ state }) => state);
  expect(statesOf('healthy')).toEqual(['idle', 'starting', 'stuck', 'busy', 'busy']);
  expect(new Set(statesOf('degraded'))).toEqual(new Set(['late']));
  expect(new Set(statesOf('down'))).toEqual(new Set(['silent']));
  expect(new Set(statesOf('healthy', false))).toEqual(new Set(['late']));
  expect(new Set(statesOf('down', false))).toEqual(new Set(['silent']));
});

test('[W2] a figure that is unknown has a reason and no value; one that was not reported has neither', () => {
  const workers = [aWorker({ unknown: { gpu_util_pct: 'mig', engine: 'timeout' }, cpu_pct: 150 })];
  const [worker] = fleetHive(aHive({ workers }), true).workers;
  expect([worker?.figure('gpu'), worker?.reason('gpu')]).toEqual([undefined, 'mig']);
  expect([worker?.figure('cpu'), worker?.reason('cpu')]).toEqual([1.5, undefined]);
  expect([worker?.figure('tokens'), worker?.reason('tokens')]).toEqual([undefined, 'timeout']);
});

test('the view of a sample is made once', () => {
  const hive = aHive({ workers: [aWorker()] });
  expect(fleetHive(hive, true)).toBe(fleetHive(hive, true));
  expect(fleetHive(hive, false)).not.toBe(fleetHive(hive, true));
});

test('totals say of how many they are, and count no figure of a hive that does not report', () => {
  const gpus = [aGpu('1'), aGpu('2', { util_pct: 0, unknown: { util_pct: 'mig', power_w: 'not_exposed' } })];
  const workers = [
    aWorker({ instance: '1', engine: anEngine({ generation_tokens_per_s: 40, requests_waiting: 2 }) }),
    aWorker({ instance: '2', engine: anEngine({ unknown: { generation_tokens_per_s: 'timeout' } }) }),
    aWorker({ instance: '3' }),
  ];
  const hives = (['healthy', 'degraded', 'down'] as const).map((health, index) =>
    fleetHive(aHive({ hive_id: `h${index}`, health, workers, node: aNode({ gpus }) }), true),
  );
  expect(totalsOf(hives)).toMatchObject({
    hives: { reporting: 1, late: 1, silent: 1 },
    workers: { busy: 3, idle: 0, late: 3, silent: 3 },
    gpus: 2,
    gpus_at_90: 1,
    vram_used: { value: 2000, known: 2, of: 2 },
    gpu_use: { value: 95, known: 1, of: 2, reasons: new Map([['mig', 1]]) },
    watts: { value: 300, known: 1, of: 2 },
    tokens: { value: 40, known: 1, of: 2, reasons: new Map([['timeout', 1]]) },
    waiting: { value: 2, known: 2, of: 2 },
  });
  expect(totalsOf(hives)).toEqual(totalsOf([...hives].reverse()));
});

test('totals of what a filter leaves have only the workers that pass, their hives, and the GPUs that they use', () => {
  const on = (uuid: string) => ({ gpus: [{ uuid, index: 0, util_pct: 10, vram_mb: 10 }] });
  const workers = [
    aWorker({ instance: '1', ...on('1'), engine: anEngine({ requests_waiting: 2 }) }),
    aWorker({ instance: '2', ...on('2'), engine: anEngine({ requests_waiting: 5 }) }),
    aWorker({ instance: '3' }),
  ];
  const hives = ['a', 'b'].map((hive_id) =>
    fleetHive(aHive({ hive_id, workers, node: aNode({ gpus: [aGpu('1'), aGpu('2')] }) }), true),
  );
  const [a] = hives;
  const found = a?.workers.slice(1) ?? [];
  expect(totalsOfFound(hives, found)).toMatchObject({
    hives: { reporting: 1 },
    gpus: 1,
    waiting: { value: 5, known: 1, of: 1 },
    vram_used: { of: 1 },
  });
  const all = hives.flatMap((hive) => hive.workers);
  expect(totalsOfFound(hives, all)).toEqual(totalsOf(hives));
  expect(totalsOfFound(hives, [])).toEqual(totalsOf([]));
});
