import { createCheck, HistoryTopSchema } from '@rbee/contract';
import { expect, test } from 'vitest';
import { ABSENT, type Cell, unknownCell } from '../cells.ts';
import type { TopQuery } from '../queries.ts';
import type { Layout } from '../second.ts';
import { aLayout, aSecond, MemoryStore } from '../testing/index.ts';
import { answerTop } from './answer-top.ts';

const T0 = Date.UTC(2025, 9, 30, 20);
const MINUTE = 60_000;
const check = createCheck(HistoryTopSchema);

/** A store in which each hive has sent the given values of its worker's `cpu_pct`, one a second from `T0` on. */
function aStore(
  hives: Readonly<Record<string, readonly Cell[]>>,
  models: Readonly<Record<string, string>> = {},
) {
  const store = new MemoryStore();
  Object.entries(hives).forEach(([hive_id, values], index) => {
    const layout = layoutOf(hive_id, index + 1, models[hive_id] ?? null);
    store.append(
      aSecond(
        T0,
        values.map((value, second) => [layout, T0 + second * 1_000, samplesOf(value)] as const),
      ),
    );
  });
  return store;
}

const samplesOf = (cpu: Cell): Cell[] => [0, 3, 0, 0, 0, cpu, 0, 0];

const layoutOf = (hive_id: string, id: number, model: string | null): Layout => {
  const { entities } = aLayout();
  return aLayout({
    id,
    hive_id,
    entities: entities.map((it) => (it.kind === 'worker' ? { ...it, model } : it)),
  });
};

function ask(store: MemoryStore, query: Partial<TopQuery> = {}) {
  const whole = {
    field: 'cpu_pct',
    by: 'worker',
    order: 'mean',
    n: 20,
    from: T0,
    to: T0 + 5 * MINUTE,
    ...query,
  } as const;
  const answer = answerTop(store, whole, T0 + 10 * MINUTE);
  expect(check.mismatch(answer)).toBeNull();
  return answer;
}

test('[P4] workers are ranked by the mean of the seconds with a value, and the answer says of how many', () => {
  const store = aStore({
    a: [10, 20],
    b: [unknownCell('mig'), 40, ABSENT],
    c: Array(120).fill(12),
    d: [unknownCell('mig')],
  });
  expect(ask(store)).toEqual({
    from: '2025-10-30T20:00:00.000Z',
    to: '2025-10-30T20:05:00.000Z',
    field: 'cpu_pct',
    by: 'worker',
    items: [
      { hive_id: 'b', worker_id: 'b/llm/8080', model: null, mean: 40, max: 40, count: 1 },
      { hive_id: 'a', worker_id: 'a/llm/8080', model: null, mean: 15, max: 20, count: 2 },
      { hive_id: 'c', worker_id: 'c/llm/8080', model: null, mean: 12, max: 12, count: 120 },
    ],
  });
});

test('[P4] the answer says which range the figures are of, if it is not the one that was asked for', () => {
  const store = aStore({ a: [10, 20] });
  store.rankedRange = ({ from, to }) => ({ from: from - 10 * MINUTE, to: to - 2 * MINUTE });
  expect(ask(store)).toMatchObject({ from: '2025-10-30T19:50:00.000Z', to: '2025-10-30T20:03:00.000Z' });
});

test('[P4] the ranking can be by the largest value, and has at most n items', () => {
  const store = aStore({ a: [1, 99], b: [50, 52], c: [60, 60] });
  const ids = (query: Partial<TopQuery>) => ask(store, query).items.map((item) => item.hive_id);
  expect(ids({})).toEqual(['c', 'b', 'a']);
  expect(ids({ order: 'max' })).toEqual(['a', 'c', 'b']);
  expect(ids({ order: 'max', n: 1 })).toEqual(['a']);
});

test('[P4] a model is the sum of its workers, and a hive of its workers or GPUs', () => {
  const store = aStore({ a: [10], b: [20, 30], c: [100] }, { a: 'llama', b: 'llama' });
  expect(ask(store, { by: 'model' }).items).toEqual([
    { model: null, mean: 100, max: 100, count: 1 },
    { model: 'llama', mean: 35, max: 30, count: 3 },
  ]);
  expect(ask(store, { by: 'hive' }).items.map((item) => [item.hive_id, item.mean])).toEqual([
    ['c', 100],
    ['b', 25],
    ['a', 10],
  ]);
  expect(ask(store, { by: 'hive', field: 'util_pct', n: 1 }).items).toEqual([
    { hive_id: 'a', mean: 3, max: 3, count: 1 },
  ]);
  expect(ask(store, { by: 'gpu', field: 'util_pct', n: 1 }).items).toEqual([
    { hive_id: 'a', gpu_uuid: 'GPU-0', mean: 3, max: 3, count: 1 },
  ]);
});

test('[P4] a worker with another model after a restart is one worker, and counts for both models', () => {
  const store = aStore({ a: Array(60).fill(10) }, { a: 'llama' });
  const layout = layoutOf('a', 9, 'qwen3');
  store.append(aSecond(T0, [[layout, T0 + MINUTE, samplesOf(71)]]));
  expect(ask(store).items).toEqual([
    { hive_id: 'a', worker_id: 'a/llm/8080', model: 'qwen3', mean: 11, max: 71, count: 61 },
  ]);
  expect(ask(store, { by: 'model' }).items.map(({ model, mean }) => [model, mean])).toEqual([
    ['qwen3', 71],
    ['llama', 10],
  ]);
});
