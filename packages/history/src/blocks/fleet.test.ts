import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { secondsBlock } from '../../testing/arbitrary-blocks.ts';
import type { RolledBlock, RolledPoint } from '../block.ts';
import type { Entity } from '../second.ts';
import { DamagedBlock } from './damaged-block.ts';
import { changeFleet, type FleetFields } from './fleet-columns.ts';
import { decodeFleet, encodeFleet, type FleetColumn } from './fleet-format.ts';
import { FleetNames } from './fleet-names.ts';
import { FleetTotals } from './fleet-totals.ts';
import { rollUpSeconds } from './roll-up.ts';

vi.setConfig({ testTimeout: 60_000 });

const column: fc.Arbitrary<FleetColumn> = fc
  .uniqueArray(fc.nat({ max: 3_000 }), { maxLength: 200 })
  .chain((numbers) => {
    const list = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 60_000 }), fc.constant(2 ** 45)), {
      minLength: numbers.length,
      maxLength: numbers.length,
    });
    return fc.record({
      start: fc.constant(60_000),
      step: fc.constant(60_000),
      by: fc.constant('worker' as const),
      field: fc.constantFrom('cpu_pct', 'vram_mb'),
      numbers: fc.constant(Float64Array.from(numbers.toSorted((a, b) => a - b))),
      counts: list.map((it) => Float64Array.from(it)),
      maxima: list.map((it) => Float64Array.from(it)),
      sums: list.map((it) => Float64Array.from(it)),
    });
  });

test('any column of the fleet comes back as it was', () => {
  fc.assert(
    fc.property(column, (it) => {
      expect(decodeFleet(encodeFleet(it))).toEqual(it);
    }),
  );
});

test('whatever a column of the fleet has become, it is one or damaged', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(column, changes, (it, all) => {
      const bytes = encodeFleet(it);
      for (const [at, byte] of all) bytes[5 + (at % (bytes.length - 5))] = byte;
      new DataView(bytes.buffer).setUint32(1, crc32(bytes.subarray(5)), true);
      try {
        const came = decodeFleet(bytes);
        const totals = new FleetTotals(came.by, came.field);
        totals.add(came);
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedBlock);
      }
    }),
  );
});

const worker = (instance: string, pid: number, model: string | null): Entity => ({
  kind: 'worker',
  group: 'llm',
  instance,
  pid,
  model,
});
const point = (sum: number, max: number, count: number): RolledPoint => ({
  min: 0,
  max,
  sum,
  count,
  unknown: 0,
  reason: 0,
});
const block = (
  hive_id: string,
  entities: readonly Entity[],
  points: readonly RolledPoint[],
): RolledBlock => ({
  hive_id,
  start: 0,
  step: 60_000,
  expected: 60,
  reported: 60,
  entities,
  columns: points.map((_, entity) => ({ entity, field: 'vram_mb' })),
  points,
});

const fleetOf = (blocks: readonly RolledBlock[], names: FleetNames): FleetTotals[] => {
  const fields: FleetFields = [];
  for (const it of blocks) changeFleet(fields, 'put', it, names);
  return fields.filter((it) => it !== undefined);
};

test('a worker that was started anew is one of the fleet, with another model it is two', () => {
  const names = new FleetNames();
  const blocks = [
    block(
      'a',
      [worker('x', 1, 'm'), worker('x', 2, 'm'), worker('x', 3, 'n')],
      [point(10, 5, 4), point(6, 6, 1), point(1, 1, 1)],
    ),
    block('b', [worker('x', 1, 'm'), worker('y', 2, null)], [point(7, 7, 1), point(0, Number.NaN, 0)]),
  ];
  const [only, ...others] = fleetOf(blocks, names);
  expect(others).toEqual([]);
  expect([...(only as FleetTotals)].map(({ number, ...it }) => ({ ...names.nameOf(number), ...it }))).toEqual(
    [
      { hive_id: 'a', group: 'llm', instance: 'x', model: 'm', sum: 16, max: 6, count: 5 },
      { hive_id: 'a', group: 'llm', instance: 'x', model: 'n', sum: 1, max: 1, count: 1 },
      { hive_id: 'b', group: 'llm', instance: 'x', model: 'm', sum: 7, max: 7, count: 1 },
    ],
  );
});

test('the hours of the fleet are those of its minutes, and both those of the blocks', () => {
  fc.assert(
    fc.property(fc.array(secondsBlock, { minLength: 1, maxLength: 4 }), (seconds) => {
      const names = new FleetNames();
      const blocks = seconds.map((it, i) => ({ ...rollUpSeconds(it), hive_id: `h-${i % 2}` }));
      const hour = new Map<string, FleetTotals>();
      for (const it of blocks.flatMap((one) => fleetOf([one], names))) {
        const key = `${it.by} ${it.field}`;
        const totals = hour.get(key) ?? new FleetTotals(it.by, it.field);
        hour.set(key, totals);
        totals.addBytes(encodeFleet(it.column(0, 60_000)));
      }
      const key = (it: FleetColumn) => `${it.by} ${it.field}`;
      const sorted = (all: readonly FleetTotals[]) =>
        all
          .map((it) => decodeFleet(encodeFleet(it.column(0, 3_600_000))))
          .sort((a, b) => key(a).localeCompare(key(b)));
      expect(sorted([...hour.values()])).toEqual(sorted(fleetOf(blocks, names)));
    }),
  );
});

test('a block that is replaced by one with more seconds leaves nothing behind', () => {
  const names = new FleetNames();
  const workers = [worker('x', 1, 'm')];
  const [before, after] = [block('a', workers, [point(10, 5, 4)]), block('a', workers, [point(17, 7, 6)])];
  const fields: FleetFields = [];
  changeFleet(fields, 'put', before, names);
  changeFleet(fields, 'put', after, names);
  changeFleet(fields, 'takeAway', before, names);
  const sums = fields.flatMap((it) => [...(it ?? [])]);
  expect(sums).toEqual([{ number: 0, sum: 17, max: 7, count: 6 }]);
});

test('names that were kept have the same numbers again', () => {
  const names = new FleetNames();
  const given = [
    { hive_id: 'a', uuid: 'GPU-1' },
    { hive_id: 'a', group: 'g', instance: 'i', model: null },
    { hive_id: 'a', uuid: 'GPU-1' },
  ];
  expect(given.map((it) => names.numberOf(it))).toEqual([0, 1, 0]);
  const again = new FleetNames();
  for (const text of names.textsFrom(0)) again.know(text);
  expect([again.nameOf(0), again.nameOf(1), again.nameOf(2)]).toEqual([given[0], given[1], undefined]);
  expect(again.numberOf({ hive_id: 'b', uuid: 'GPU-1' })).toBe(2);
  expect(again.textsFrom(2)).toHaveLength(1);
});

test.each(['', '{', '[]', '["a"]', '["a","b","c"]', '["a","b","c",4]', '[1,"b"]'])(
  'the text %j is no name',
  (text) => {
    const names = new FleetNames();
    names.know(text);
    expect(() => names.nameOf(0)).toThrow(DamagedBlock);
  },
);
