import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { secondsBlock } from '../../testing/arbitrary-blocks.ts';
import { rolledContentOf } from '../../testing/content.ts';
import { cpuMinute } from '../../testing/cpu-minute.ts';
import { blockOf, truth } from '../../testing/truth.ts';
import type { RolledBlock, RolledPoint, SecondsBlock } from '../block.ts';
import { ABSENT, isUnknown, isValue, reasonNumber, unknownCell } from '../cells.ts';
import { mergeSeconds } from './merge-seconds.ts';
import { rollUp, rollUpSeconds } from './roll-up.ts';
import { decodeRolled, encodeRolled } from './rolled-format.ts';
import { decodeSeconds, encodeSeconds } from './seconds-format.ts';

vi.setConfig({ testTimeout: 60_000 });

const pointOf = (cells: readonly number[]) => rollUpSeconds(cpuMinute(cells)).points[0];

test('[P1] a point has the extremes, the sum and the number of the values only', () => {
  const [timeout, permission] = [unknownCell('timeout'), unknownCell('permission')];
  expect(pointOf([0.1, 0.2, timeout, 40, permission, timeout])).toEqual({
    min: 0.1,
    max: 40,
    sum: 40.3,
    count: 3,
    unknown: 3,
    reason: reasonNumber(timeout),
  });
});

test('[P2] unknown for a minute, absent for a minute and zero for a minute are three points', () => {
  const empty = { min: Number.NaN, max: Number.NaN, sum: 0, count: 0, unknown: 0, reason: 0 };
  const timeout = unknownCell('timeout');
  expect(pointOf(Array(60).fill(timeout))).toEqual({ ...empty, unknown: 60, reason: reasonNumber(timeout) });
  expect(pointOf(Array(60).fill(ABSENT))).toEqual(empty);
  expect(pointOf(Array(60).fill(0))).toEqual({ ...empty, min: 0, max: 0, count: 60 });
});

test.each([
  [1_000, 60],
  [5_000, 12],
  [60_000, 1],
  [7_000, 9],
  [100, 60],
])('a hive that samples every %i ms is expected to have %i samples in a minute', (interval, expected) => {
  const { expected: came, reported, step } = rollUpSeconds(cpuMinute([1, 2], interval));
  expect([came, reported, step]).toEqual([expected, 2, 60_000]);
});

test('the roll-up of what was decoded is that of what was encoded', () => {
  fc.assert(
    fc.property(secondsBlock, (it) => {
      expect(rollUpSeconds(decodeSeconds(encodeSeconds(it)))).toEqual(rollUpSeconds(it));
    }),
  );
});

test('sums are the values added in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 60 }), (tenths) => {
      const sum = tenths.reduce((all, it) => all + it, 0) / 10;
      expect(pointOf(tenths.map((it) => it / 10))?.sum).toBe(sum);
    }),
  );
});

/** The point of all samples of a column, worked out from the samples themselves. */
function truePoint(values: readonly number[]): RolledPoint {
  const rounded = values.filter(isValue).map((it) => Math.round(it * 10));
  const [sum, unknown] = [rounded.reduce((a, b) => a + b, 0) / 10, values.filter(isUnknown).length];
  return {
    min: Math.min(...rounded) / 10,
    max: Math.max(...rounded) / 10,
    sum,
    count: rounded.length,
    unknown,
    reason: 0,
  };
}

test('[P1] a quarter of an hour is that of all of its samples', () => {
  const minute = fc.array(
    fc.oneof(
      fc.nat({ max: 999 }).map((it) => it / 10),
      fc.constant(unknownCell('first_sample')),
    ),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(fc.array(minute, { minLength: 15, maxLength: 15 }), (minutes) => {
      const rolled = minutes.map((cells, i) => ({ ...rollUpSeconds(cpuMinute(cells)), start: i * 60_000 }));
      const values = minutes.flat();
      fc.pre(values.some(isValue));
      const quarter = rollUp(
        rolled.map((it) => decodeRolled(encodeRolled(it))),
        0,
        900_000,
      );
      expect(quarter).toEqual({
        ...rolled[0],
        step: 900_000,
        expected: 900,
        reported: values.length,
        points: [truePoint(values)],
      });
    }),
  );
});

test('[P1] a quarter with two of its minutes is a quarter all the same, and expected to have all', () => {
  const minutes = [3, 9].map((i) => ({ ...rollUpSeconds(cpuMinute([1, 2], 5_000)), start: i * 60_000 }));
  const { expected, reported, points } = rollUp(minutes, 0, 900_000);
  expect([expected, reported, points[0]?.sum]).toEqual([180, 4, 6]);
});

test('[P8] the roll-up of late samples does not depend on their order', () => {
  const both = truth(3).chain((samples) =>
    fc.tuple(fc.constant(samples), fc.shuffledSubarray([...samples], { minLength: samples.length })),
  );
  const quarterOf = (samples: readonly SecondsBlock[]): RolledBlock => {
    const minutes = Map.groupBy(samples, ({ start }) => start);
    const rolled = [...minutes.values()].map((it) => rollUpSeconds(it.reduce(mergeSeconds)));
    const start = Math.floor((rolled[0]?.start ?? 0) / 900_000) * 900_000;
    return rollUp(
      rolled.toSorted((a, b) => a.start - b.start),
      start,
      900_000,
    );
  };
  fc.assert(
    fc.property(both, ([samples, shuffled]) => {
      expect(rolledContentOf(quarterOf(shuffled.map(blockOf)))).toEqual(
        rolledContentOf(quarterOf(samples.map(blockOf))),
      );
    }),
  );
});

test('a worker that was started anew within the quarter is two entities, and its use follows it', () => {
  const worker = (pid: number) =>
    ({ kind: 'worker', group: 'llm', instance: 'a', pid, model: null }) as const;
  const minute = (pid: number, start: number): RolledBlock => {
    const entities = [
      { kind: 'node' } as const,
      worker(pid),
      { kind: 'use', worker: 1, uuid: 'GPU-1' } as const,
    ];
    const columns = [{ entity: 2, field: 'vram_mb' } as const];
    return rollUpSeconds({ ...cpuMinute([pid, pid]), start, entities, columns });
  };
  const quarter = rollUp([minute(1, 0), minute(2, 60_000), minute(1, 120_000)], 0, 900_000);
  expect(quarter.entities).toEqual([
    { kind: 'node' },
    worker(1),
    { kind: 'use', worker: 1, uuid: 'GPU-1' },
    worker(2),
    { kind: 'use', worker: 3, uuid: 'GPU-1' },
  ]);
  expect(quarter.points.map(({ sum, count }) => [sum, count])).toEqual([
    [4, 4],
    [4, 2],
  ]);
});

test('nothing, other hives and other times are not rolled up', () => {
  const minute = rollUpSeconds(cpuMinute([1]));
  expect(() => rollUp([], 0, 900_000)).toThrow(RangeError);
  expect(() => rollUp([minute, { ...minute, hive_id: 'h-2' }], 0, 900_000)).toThrow(RangeError);
  expect(() => rollUp([{ ...minute, start: 900_000 }], 0, 900_000)).toThrow(RangeError);
});
