import { HISTORY_LIMITS } from '@rbee/contract';
import { expect, test } from 'vitest';
import { ABSENT, unknownCell } from '../cells.ts';
import type { FieldName } from '../fields.ts';
import type { SeriesOf } from '../queries.ts';
import type { Layout } from '../second.ts';
import { aLayout, aSecond, MemoryStore } from '../testing/index.ts';
import { addTo, aStore, ask, at, SECOND, T0 } from './testing/index.ts';

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
