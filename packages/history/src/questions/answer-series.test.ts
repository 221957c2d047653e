import { createCheck, HISTORY_LIMITS, HistorySeriesSchema } from '@rbee/contract';
import { expect, test } from 'vitest';
import { ABSENT, type Cell, unknownCell } from '../cells.ts';
import type { FieldName } from '../fields.ts';
import type { SeriesOf, SeriesQuery } from '../queries.ts';
import type { Layout } from '../second.ts';
import { aLayout, aSecond, MemoryStore } from '../testing/index.ts';
import { answerSeries } from './answer-series.ts';

/** 2025-10-30T20:00:00Z: the start of a quarter of an hour. */
const T0 = Date.UTC(2025, 9, 30, 20);
const SECOND = 1_000;
const MINUTE = 60_000;
const check = createCheck(HistorySeriesSchema);

const WORKER: SeriesOf = { worker: { hive_id: 'a', group: 'llm', instance: '8080' } };

const cells = (cpu: Cell, rest: Cell = 1): Cell[] => [rest, rest, rest, rest, rest, cpu, rest, rest];

/** A store with a sample of the worker's `cpu_pct` every `interval_ms` of the layout, in the middle of the second, from `T0` on. */
function aStore(values: readonly (Cell | null)[], layout: Layout = aLayout(), start = T0): MemoryStore {
  const store = new MemoryStore();
  addTo(store, values, layout, start);
  return store;
}

function addTo(store: MemoryStore, values: readonly (Cell | null)[], layout: Layout, start: number): void {
  const step = Math.max(SECOND, layout.interval_ms);
  const samples = values.flatMap((value, position) =>
    value === null ? [] : [[layout, start + position * step + 500, cells(value)] as const],
  );
  store.append(aSecond(start, samples));
}

interface Asked extends Partial<SeriesQuery> {
  readonly store: MemoryStore;
  readonly now?: number;
}

function ask({ store, now = T0 + 10 * MINUTE, ...query }: Asked) {
  const whole = {
    of: WORKER,
    fields: ['cpu_pct'] as FieldName[],
    from: T0,
    to: now,
    max_points: 600,
    ...query,
  };
  const answer = answerSeries(store, whole, now);
  expect(check.mismatch(JSON.parse(JSON.stringify(answer)))).toBeNull();
  return answer;
}

const at = (second: number): string => new Date(T0 + second * SECOND).toISOString();

test('[P3] a range of seconds is answered with each sample as it is', () => {
  const answer = ask({ store: aStore([10, 12.5, 0]), from: T0, to: T0 + 3 * SECOND });
  expect(answer).toEqual({
    from: at(0),
    to: at(3),
    tier: '1s',
    step_ms: 1_000,
    points: 3,
    series: [{ hive_id: 'a', worker_id: 'a/llm/8080', field: 'cpu_pct', mean: [10, 12.5, 0], gaps: [] }],
  });
});

test('[P2] unknown, not there, not reported and zero are four answers, and nothing is filled in', () => {
  const answer = ask({
    store: aStore([
      7,
      unknownCell('mig'),
      unknownCell('mig'),
      ABSENT,
      null,
      null,
      0,
      unknownCell('timeout'),
      3,
    ]),
    to: T0 + 9 * SECOND,
  });
  expect(answer.series[0]).toMatchObject({
    mean: [7, null, null, null, null, null, 0, null, 3],
    gaps: [
      { from: at(1), to: at(3), reason: 'mig' },
      { from: at(3), to: at(4), reason: 'not_present' },
      { from: at(4), to: at(6), reason: 'no_sample' },
      { from: at(7), to: at(8), reason: 'timeout' },
    ],
  });
});

test('[P3] points are merged when there are more than asked for, and each says of how many samples it is', () => {
  const values = [...Array(10).keys(), unknownCell('mig'), ABSENT, null];
  const answer = ask({ store: aStore(values), to: T0 + 14 * SECOND, max_points: 4 });
  expect(answer).toMatchObject({ step_ms: 4_000, points: 4, tier: '1s', expected: [4, 4, 4, 4] });
  expect(answer.series[0]).toEqual({
    hive_id: 'a',
    worker_id: 'a/llm/8080',
    field: 'cpu_pct',
    mean: [1.5, 5.5, 8.5, null],
    min: [0, 4, 8, null],
    max: [3, 7, 9, null],
    count: [4, 4, 2, 0],
    unknown: [0, 0, 1, 0],
    gaps: [{ from: at(12), to: at(16), reason: 'no_sample' }],
  });
});

test('[P1] the same three states are three answers in the tiers of a minute and of a quarter', () => {
  const minutes = (count: number, value: Cell | null) => Array<Cell | null>(count * 60).fill(value);
  const store = aStore([
    ...minutes(15, 5),
    ...minutes(15, unknownCell('permission')),
    ...minutes(15, ABSENT),
    ...minutes(15, null),
    ...minutes(15, 0),
  ]);
  const now = T0 + 100 * MINUTE;
  const gaps = [
    { from: at(900), to: at(1_800), reason: 'permission' },
    { from: at(1_800), to: at(2_700), reason: 'not_present' },
    { from: at(2_700), to: at(3_600), reason: 'no_sample' },
  ];
  for (const tier of ['1s', '1m', '15m'] as const) {
    if (tier !== '1s') store.forget('1s', now);
    if (tier === '15m') store.forget('1m', now);
    const answer = ask({ store, now, to: T0 + 75 * MINUTE, max_points: 86_400 });
    expect(answer.tier).toBe(tier);
    const [item] = answer.series;
    expect(item?.gaps).toEqual(gaps);
    const perQuarter = answer.points / 5;
    expect([0, 1, 2, 3, 4].map((quarter) => item?.mean[quarter * perQuarter])).toEqual([
      5,
      null,
      null,
      null,
      0,
    ]);
    if (tier !== '1s') {
      expect(item?.unknown?.[perQuarter]).toBe(answer.step_ms / SECOND);
      expect(answer.expected).toEqual(Array(answer.points).fill(answer.step_ms / SECOND));
    }
  }
});

test('[P1] what is not rolled up yet comes from the next finer tier', () => {
  const store = aStore(Array.from({ length: 43 * 60 }, (_, second) => Math.floor(second / 60)));
  const now = T0 + 43 * MINUTE;
  store.lag('15m', T0 + 30 * MINUTE);
  store.lag('1m', T0 + 41 * MINUTE);
  const quarters = ask({ store, now, max_points: 3 });
  expect(quarters).toMatchObject({ tier: '15m', points: 3, to: at(2_580), expected: [900, 900, 780] });
  expect(quarters.series[0]).toMatchObject({ mean: [7, 22, 36], max: [14, 29, 42], count: [900, 900, 780] });
  const minutes = ask({ store, now, max_points: 43 });
  expect(minutes).toMatchObject({ tier: '1m', points: 43 });
  expect(minutes.series[0]?.mean).toEqual([...Array(43).keys()]);
});

test('[P3] the present second is no gap while it has not been reported, and a hive that fell silent is one', () => {
  const store = aStore(Array(58).fill(1));
  const live = ask({ store, now: T0 + 60_400, max_points: 86_400 });
  expect(live).toMatchObject({ points: 58, to: at(58), series: [{ gaps: [] }] });
  const silent = ask({ store, now: T0 + 63_400, max_points: 86_400 });
  expect(silent).toMatchObject({ points: 63, to: at(63) });
  expect(silent.series[0]?.gaps).toEqual([{ from: at(58), to: at(63), reason: 'no_sample' }]);
});

test('[P3] the last point ends at the time up to which it has the samples', () => {
  const answer = ask({ store: aStore(Array(70).fill(1)), now: T0 + 70_900, max_points: 2 });
  expect(answer).toMatchObject({ step_ms: 36_000, points: 2, from: at(0), to: at(70), expected: [36, 34] });
  expect(answer.series[0]?.count).toEqual([36, 34]);
});

test.each([5_000, 60_000, 45_000])(
  '[P3] a hive that reports every %d ms has no gap between its samples',
  (interval_ms) => {
    const count = (10 * MINUTE) / interval_ms;
    const answer = ask({ store: aStore(Array(Math.floor(count)).fill(3), aLayout({ interval_ms })) });
    expect(answer.step_ms).toBeGreaterThanOrEqual(interval_ms);
    expect(answer.series[0]?.gaps).toEqual([]);
    expect(new Set(answer.series[0]?.mean)).toEqual(new Set([3]));
  },
);

test('[P1] a hive that reports every minute expects one sample in each minute', () => {
  const store = aStore(Array(60).fill(3), aLayout({ interval_ms: 60_000 }));
  store.forget('1s', T0 + 2 * 60 * MINUTE);
  const answer = ask({ store, now: T0 + 2 * 60 * MINUTE, to: T0 + 60 * MINUTE });
  expect(answer).toMatchObject({ tier: '1m', points: 60, expected: Array(60).fill(1) });
  expect(answer.series[0]).toMatchObject({ mean: Array(60).fill(3), gaps: [] });
});

test('[P3] a hive that changes its interval is answered with the longer step', () => {
  const store = aStore(Array(60).fill(1));
  addTo(store, Array(12).fill(2), aLayout({ id: 2, interval_ms: 5_000 }), T0 + MINUTE);
  const answer = ask({ store, to: T0 + 2 * MINUTE });
  expect(answer).toMatchObject({
    step_ms: 5_000,
    points: 24,
    expected: [...Array(12).fill(5), ...Array(12).fill(1)],
  });
  expect(answer.series[0]).toMatchObject({ mean: [...Array(12).fill(1), ...Array(12).fill(2)], gaps: [] });
});

test('[P3] a worker that was restarted, with another model, pid and place in the layout, is one series', () => {
  const store = aStore([1, 2]);
  const again: Layout = {
    id: 2,
    hive_id: 'a',
    interval_ms: 1_000,
    entities: [{ kind: 'worker', group: 'llm', instance: '8080', pid: 99, model: 'qwen3' }],
    columns: [{ entity: 0, field: 'cpu_pct' }],
  };
  store.append(aSecond(T0, [[again, T0 + 3_500, [4]]]));
  const answer = ask({ store, to: T0 + 4 * SECOND });
  expect(answer.series).toHaveLength(1);
  expect(answer.series[0]).toMatchObject({
    mean: [1, 2, null, 4],
    gaps: [{ from: at(2), to: at(3), reason: 'no_sample' }],
  });
});

test('[P3] each worker, each GPU and what a worker uses of a GPU', () => {
  const layout = aLayout({
    entities: [
      { kind: 'gpu', uuid: 'GPU-1', index: 1, name: 'NVIDIA L4' },
      { kind: 'gpu', uuid: 'GPU-0', index: 0, name: 'NVIDIA L4' },
      { kind: 'worker', group: 'llm', instance: '2', pid: 1, model: null },
      { kind: 'worker', group: 'llm', instance: '1', pid: 2, model: null },
      { kind: 'use', worker: 2, uuid: 'GPU-1' },
      { kind: 'use', worker: 3, uuid: 'GPU-1' },
      { kind: 'use', worker: 3, uuid: 'GPU-0' },
    ],
    columns: [
      { entity: 0, field: 'util_pct' },
      { entity: 1, field: 'util_pct' },
      { entity: 2, field: 'vram_mb' },
      { entity: 3, field: 'vram_mb' },
      { entity: 4, field: 'vram_mb' },
      { entity: 5, field: 'vram_mb' },
      { entity: 6, field: 'vram_mb' },
    ],
  });
  const store = new MemoryStore();
  store.append(aSecond(T0, [[layout, T0, [11, 10, 200, 100, 21, 11, 10]]]));
  const asked = (of: SeriesOf, field: FieldName) =>
    ask({ store, to: T0 + SECOND, of, fields: [field] }).series.map((it) => [
      it.worker_id,
      it.gpu_uuid,
      it.mean[0],
    ]);
  expect(asked({ hive_id: 'a', each: 'gpu' }, 'util_pct')).toEqual([
    [undefined, 'GPU-0', 10],
    [undefined, 'GPU-1', 11],
  ]);
  expect(asked({ hive_id: 'a', each: 'worker' }, 'vram_mb')).toEqual([
    ['a/llm/1', undefined, 100],
    ['a/llm/2', undefined, 200],
  ]);
  expect(asked({ uuid: 'GPU-1' }, 'util_pct')).toEqual([[undefined, 'GPU-1', 11]]);
  expect(asked({ uuid: 'GPU-1', each: 'worker' }, 'vram_mb')).toEqual([
    ['a/llm/1', 'GPU-1', 11],
    ['a/llm/2', 'GPU-1', 21],
  ]);
  expect(asked({ worker: { hive_id: 'a', group: 'llm', instance: '1' }, each: 'gpu' }, 'vram_mb')).toEqual([
    ['a/llm/1', 'GPU-0', 10],
    ['a/llm/1', 'GPU-1', 11],
  ]);
});

test('[P3] with each only those are there that have something in the range', () => {
  const store = aStore([1, 1]);
  addTo(
    store,
    [2],
    aLayout({
      id: 2,
      entities: [
        { kind: 'node' },
        { kind: 'gpu', uuid: 'GPU-0', index: 0, name: 'NVIDIA L4' },
        { kind: 'worker', group: 'llm', instance: 'later', pid: 11, model: null },
        { kind: 'use', worker: 2, uuid: 'GPU-0' },
      ],
    }),
    T0 + 30 * SECOND,
  );
  const each = (to: number) =>
    ask({ store, of: { hive_id: 'a', each: 'worker' }, to }).series.map((item) => item.worker_id);
  expect(each(T0 + 10 * SECOND)).toEqual(['a/llm/8080']);
  expect(each(T0 + 40 * SECOND)).toEqual(['a/llm/8080', 'a/llm/later']);
});

test('[P3] fields come in the order in which they were asked for, also if there is nothing of them', () => {
  const answer = ask({ store: aStore([1, 1]), to: T0 + 2 * SECOND, fields: ['vram_mb', 'slots', 'cpu_pct'] });
  expect(answer.series.map(({ field, mean, gaps }) => [field, mean, gaps.map((gap) => gap.reason)])).toEqual([
    ['vram_mb', [1, 1], []],
    ['slots', [null, null], ['not_present']],
    ['cpu_pct', [1, 1], []],
  ]);
});

test('[P3] a hive or a GPU that is not known has gaps or no series', () => {
  const store = aStore([1]);
  const nowhere = ask({ store, of: { hive_id: 'b' }, to: T0 + 3 * SECOND });
  expect(nowhere.series[0]?.gaps).toEqual([{ from: at(0), to: at(3), reason: 'no_sample' }]);
  expect(ask({ store, of: { uuid: 'GPU-9' }, fields: ['util_pct'] }).series).toEqual([]);
});

test('[P3] the points of all series together are bounded: they become fewer', () => {
  const count = 600;
  const layout: Layout = {
    id: 1,
    hive_id: 'a',
    interval_ms: 1_000,
    entities: Array.from({ length: count }, (_, n) => ({
      kind: 'worker',
      group: 'llm',
      instance: `${n}`,
      pid: n,
      model: null,
    })),
    columns: Array.from({ length: count }, (_, entity) => ({ entity, field: 'cpu_pct' })),
  };
  const store = new MemoryStore();
  store.append(aSecond(T0, [[layout, T0, Array(count).fill(1)]]));
  const answer = ask({
    store,
    of: { hive_id: 'a', each: 'worker' },
    max_points: 86_400,
    to: T0 + 1_000 * SECOND,
    now: T0 + 2_000 * SECOND,
  });
  expect(answer.series).toHaveLength(count);
  expect(answer.points).toBeLessThanOrEqual(HISTORY_LIMITS.maxAnswerPoints / count);
  expect(answer).toMatchObject({ tier: '1s', step_ms: 2_000, points: 500 });
});
