import { createCheck, HistoryHoldersSchema } from '@rbee/contract';
import { expect, test } from 'vitest';
import { ABSENT, type Cell, unknownCell } from '../cells.ts';
import type { HoldersQuery } from '../queries.ts';
import type { Layout } from '../second.ts';
import { aSecond, MemoryStore } from '../testing/index.ts';
import { answerHolders } from './answer-holders.ts';

const T0 = Date.UTC(2025, 9, 30, 20);
const HOUR = 3_600_000;
const check = createCheck(HistoryHoldersSchema);

/** Two workers on one GPU; columns: `vram_used_mb` and `unattributed_vram_mb` of it, `vram_mb` and `util_pct` of each. */
const twoWorkers = (overrides: Partial<Layout> = {}): Layout => ({
  id: 1,
  hive_id: 'a',
  interval_ms: 1_000,
  entities: [
    { kind: 'gpu', uuid: 'GPU-0', index: 0, name: 'NVIDIA L4' },
    {
      kind: 'worker',
      group: 'llm',
      instance: '1',
      pid: 1,
      model: 'llama',
      started_at: '2025-10-30T19:00:00Z',
    },
    { kind: 'worker', group: 'llm', instance: '2', pid: 2, model: null },
    { kind: 'use', worker: 1, uuid: 'GPU-0' },
    { kind: 'use', worker: 2, uuid: 'GPU-0' },
    { kind: 'use', worker: 2, uuid: 'GPU-1' },
  ],
  columns: [
    { entity: 0, field: 'vram_used_mb' },
    { entity: 0, field: 'unattributed_vram_mb' },
    { entity: 3, field: 'vram_mb' },
    { entity: 3, field: 'util_pct' },
    { entity: 4, field: 'vram_mb' },
    { entity: 4, field: 'util_pct' },
    { entity: 5, field: 'vram_mb' },
  ],
  ...overrides,
});

function aStore(...samples: readonly (readonly [layout: Layout, at: number, cells: readonly Cell[]])[]) {
  const store = new MemoryStore();
  store.append(aSecond(T0, samples));
  return store;
}

function ask(store: MemoryStore, at: number, query: Partial<HoldersQuery> = {}) {
  const answer = answerHolders(store, { uuid: 'GPU-0', at, ...query });
  if (answer) expect(check.mismatch(answer)).toBeNull();
  return answer;
}

test('[P5] each worker with its memory, the largest first, and what no worker held', () => {
  const store = aStore([twoWorkers(), T0 + 400, [9_000, 1_000, 3_000, 10, 5_000, 20, 7_777]]);
  expect(ask(store, T0 + 900)).toEqual({
    hive_id: 'a',
    gpu_uuid: 'GPU-0',
    name: 'NVIDIA L4',
    at: '2025-10-30T20:00:00.000Z',
    tier: '1s',
    vram_used_mb: 9_000,
    vram_total_mb: null,
    unattributed_vram_mb: 1_000,
    holders: [
      { worker_id: 'a/llm/2', pid: 2, model: null, vram_mb: 5_000, util_pct: 20 },
      {
        worker_id: 'a/llm/1',
        pid: 1,
        model: 'llama',
        started_at: '2025-10-30T19:00:00Z',
        vram_mb: 3_000,
        util_pct: 10,
      },
    ],
  });
});

test('[P5] [P2] memory that is unknown comes last with its reason, and a worker that was not there does not come', () => {
  const store = aStore([
    twoWorkers(),
    T0,
    [9_000, ABSENT, unknownCell('mig'), unknownCell('mig'), 0, 0, ABSENT],
  ]);
  expect(ask(store, T0)).toMatchObject({
    unattributed_vram_mb: null,
    holders: [
      { worker_id: 'a/llm/2', vram_mb: 0 },
      { worker_id: 'a/llm/1', vram_mb: null, util_pct: null, unknown: { vram_mb: 'mig', util_pct: 'mig' } },
    ],
  });
  const alone = aStore([twoWorkers(), T0, [9_000, 0, 3_000, 1, ABSENT, ABSENT, ABSENT]]);
  expect(ask(alone, T0)?.holders.map((holder) => holder.worker_id)).toEqual(['a/llm/1']);
});

test('[P5] the sample before counts for three intervals of the hive; afterwards nothing is known', () => {
  const cells = [1, 1, 1, 1, 1, 1, 1];
  const store = aStore([twoWorkers(), T0, cells]);
  expect(ask(store, T0 + 2_999)?.at).toBe('2025-10-30T20:00:00.000Z');
  expect(ask(store, T0 + 3_000)).toBeNull();
  expect(ask(store, T0 - 1)).toBeNull();
  const slow = aStore([twoWorkers({ interval_ms: 60_000 }), T0, cells]);
  expect(ask(slow, T0 + 179_000)?.at).toBe('2025-10-30T20:00:00.000Z');
});

test('[P5] when the second is not kept any more, the means of its minute or quarter answer', () => {
  const cells = (vram: Cell): Cell[] => [vram * 2, 0, vram, 1, ABSENT, ABSENT, ABSENT];
  const store = aStore(
    [twoWorkers(), T0, cells(100)],
    [twoWorkers(), T0 + 1_000, cells(200)],
    [twoWorkers(), T0 + HOUR, cells(1)],
  );
  store.forget('1s', T0 + HOUR);
  const at = T0 + 30_000;
  expect(ask(store, at)).toMatchObject({ tier: '1m', at: '2025-10-30T20:00:00.000Z', vram_used_mb: 300 });
  expect(ask(store, at)?.holders).toMatchObject([{ worker_id: 'a/llm/1', vram_mb: 150 }]);
  store.forget('1m', T0 + HOUR);
  expect(ask(store, T0 + 14 * 60_000)).toMatchObject({ tier: '15m', vram_used_mb: 300 });
  expect(ask(store, T0 + 16 * 60_000)).toBeNull();
});

test('[P5] of two hives with the same id of a GPU the nearest sample counts, unless the hive is named', () => {
  const cells = [1, 1, 1, 1, 1, 1, 1];
  const store = aStore([twoWorkers(), T0, cells], [twoWorkers({ id: 2, hive_id: 'b' }), T0 + 1_000, cells]);
  expect(ask(store, T0 + 1_500)?.hive_id).toBe('b');
  expect(ask(store, T0 + 1_500, { hive_id: 'a' })?.hive_id).toBe('a');
  expect(ask(store, T0, { uuid: 'GPU-9' })).toBeNull();
  expect(ask(store, T0, { uuid: 'GPU-1' })).toBeNull();
});

test('[P5] a worker that was restarted within the minute is there with both processes', () => {
  const again = twoWorkers({
    id: 2,
    entities: twoWorkers().entities.map((it) => (it.kind === 'worker' ? { ...it, pid: it.pid + 100 } : it)),
  });
  const cells = [1, 1, 1, 1, ABSENT, ABSENT, ABSENT];
  const store = aStore([twoWorkers(), T0, cells], [again, T0 + 1_000, cells], [again, T0 + HOUR, cells]);
  store.forget('1s', T0 + HOUR);
  expect(ask(store, T0)?.holders.map((holder) => holder.pid)).toEqual([1, 101]);
});
