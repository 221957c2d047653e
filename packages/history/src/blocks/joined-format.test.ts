import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { MINUTE, secondsBlock } from '../../testing/arbitrary-blocks.ts';
import type { RolledBlock, RolledPoint } from '../block.ts';
import { decodeJoined, encodeJoined } from './joined-format.ts';
import { rollUpSeconds } from './roll-up.ts';
import { encodeRolled } from './rolled-format.ts';

vi.setConfig({ testTimeout: 60_000 });

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER };
const HOUR_MS = 3_600_000;

/** Minutes of an hour with the columns of one block; each has the points of one or of another, or none of a column. */
const hour: fc.Arbitrary<readonly RolledBlock[]> = fc
  .tuple(
    secondsBlock,
    fc.uniqueArray(fc.nat({ max: 59 }), { minLength: 1, maxLength: 60 }),
    fc.array(fc.nat({ max: 3 }), { minLength: 60, maxLength: 60 }),
  )
  .map(([seconds, minutes, choices]) => {
    const rolled = rollUpSeconds(seconds);
    const start = Math.floor(rolled.start / HOUR_MS) * HOUR_MS;
    return minutes
      .sort((a, b) => a - b)
      .map((minute, i) => ({
        ...rolled,
        start: start + minute * 60_000,
        points: rolled.points.map((point) => changed(point, choices[i] as number)),
      }));
  });

const changed = (point: RolledPoint, choice: number): RolledPoint => {
  if (choice === 1) return { min: Number.NaN, max: Number.NaN, sum: 0, count: 0, unknown: 60, reason: 2 };
  return choice === 2 ? { min: 7, max: 9, sum: 480, count: 60, unknown: 0, reason: 0 } : point;
};

test('any rolled-up blocks that were joined come back as they were', () => {
  fc.assert(
    fc.property(hour, (blocks) => {
      expect(decodeJoined(encodeJoined(blocks), ALL)).toEqual(blocks);
    }),
  );
});

test('joined blocks have only the times and columns that a reader wants', () => {
  const want = { kinds: ['worker'], fields: ['cpu_pct'] } as const;
  fc.assert(
    fc.property(hour, (blocks) => {
      const from = (blocks[0] as RolledBlock).start + 120_000;
      const came = decodeJoined(encodeJoined(blocks), { from, to: from + 600_000 }, want);
      const times = blocks.filter(({ start }) => start >= from && start < from + 600_000);
      expect(came.map(({ start }) => start)).toEqual(times.map(({ start }) => start));
      came.forEach((block, i) => {
        const { entities, columns, points } = times[i] as RolledBlock;
        const isWanted = columns.map(
          ({ entity, field }) => entities[entity]?.kind === 'worker' && field === 'cpu_pct',
        );
        expect(block.columns).toEqual(columns.filter((_, at) => isWanted[at]));
        expect(block.points).toEqual(points.filter((_, at) => isWanted[at]));
      });
    }),
  );
});

const columns = Array.from({ length: 40 }, () => ({ entity: 0, field: 'cpu_pct' }) as const);
const aBlock = (minute: number, points: readonly RolledPoint[]): RolledBlock => ({
  hive_id: 'h-1',
  start: MINUTE + minute * 60_000,
  step: 60_000,
  expected: 60,
  reported: 60,
  entities: NODE,
  columns,
  points,
});
const NODE = [{ kind: 'node' }] as const;

test('an hour takes less than two thirds of the bytes of its minutes, and some bytes a figure that stays the same', () => {
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const noisy = Array.from({ length: 60 }, (_, minute) =>
    aBlock(
      minute,
      columns.map(() => {
        const [min, max] = [next(40) / 10, 100 - next(40) / 10];
        return { min, max, sum: 3_000 + next(8_000) / 10, count: 60, unknown: 0, reason: 0 };
      }),
    ),
  );
  const alone = noisy.reduce((bytes, it) => bytes + encodeRolled(it).length, 0);
  expect(encodeJoined(noisy).length).toBeLessThan((2 / 3) * alone);
  const steady = Array.from({ length: 60 }, (_, minute) =>
    aBlock(
      minute,
      columns.map(() => ({ min: 41, max: 41, sum: 2_460, count: 60, unknown: 0, reason: 0 })),
    ),
  );
  expect(encodeJoined(steady).length).toBeLessThan(6 * columns.length);
});

test('blocks that are not alike, not in order or too many are not joined', () => {
  const block = aBlock(0, []);
  expect(() => encodeJoined([])).toThrow(RangeError);
  expect(() => encodeJoined([aBlock(1, []), block])).toThrow(RangeError);
  expect(() => encodeJoined([block, { ...aBlock(1, []), columns: [] }])).toThrow(RangeError);
  expect(() => encodeJoined(Array.from({ length: 97 }, (_, minute) => aBlock(minute, [])))).toThrow(
    RangeError,
  );
});
