import fc from 'fast-check';
import { ABSENT, type Column, type Entity, FIELDS, type SecondsBlock, unknownCell } from '../src/index.ts';

/** Start of a minute. */
export const MINUTE = Date.parse('2026-11-28T02:10:00Z');

const REASONS = ['permission', 'timeout', 'first_sample', 'of a later version'];

const name = fc.string({ maxLength: 8 });
const uuid = fc.constantFrom('GPU-1', 'GPU-2', 'GPU-3');
const worker: fc.Arbitrary<Entity> = fc
  .record(
    {
      group: fc.constantFrom('llm', 'sd'),
      instance: name,
      pid: fc.nat({ max: 4_000_000 }),
      model: fc.option(name),
      started_at: fc.constant('2026-11-27T20:00:00Z'),
      engine: fc.constantFrom('vllm', 'ollama'),
    },
    { requiredKeys: ['group', 'instance', 'pid', 'model'] },
  )
  .map((it) => ({ kind: 'worker', ...it }));

/** Entities of which the uses are of workers among them. */
export const entities: fc.Arbitrary<readonly Entity[]> = fc
  .tuple(
    fc.uniqueArray(worker, { maxLength: 4, selector: (it) => JSON.stringify(it) }),
    fc.uniqueArray(uuid, { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([workers, uuids, hasNode]) => [
    ...workers,
    ...uuids.map((it, index): Entity => ({ kind: 'gpu', uuid: it, index, name: 'RTX 9000' })),
    ...(hasNode ? [{ kind: 'node' } as const] : []),
    ...workers
      .slice(0, 2)
      .flatMap((_, at) => uuids.map((it): Entity => ({ kind: 'use', worker: at, uuid: it }))),
  ]);

/** All columns that entities can have. */
export const columnsOf = (all: readonly Entity[]): readonly Column[] =>
  all.flatMap((entity, at) =>
    Object.keys(FIELDS[entity.kind]).map((field) => ({ entity: at, field: field as Column['field'] })),
  );

/** Values as they come from the wire, and some that no wire has. */
export const value: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 1_000 }).map((it) => it / 10) },
  { weight: 4, arbitrary: fc.constantFrom(0, 100, 81_920) },
  { weight: 1, arbitrary: fc.constantFrom(-40, 0.004, 2 ** 40, Number.MAX_SAFE_INTEGER, 1e300, -1e15) },
  { weight: 1, arbitrary: fc.double({ min: -1e9, max: 1e9, noNaN: true }) },
);

/** A value, an unknown figure or nothing. */
export const cell: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: value },
  { weight: 1, arbitrary: fc.constant(ABSENT) },
  { weight: 1, arbitrary: fc.constantFrom(...REASONS).map(unknownCell) },
);

/** The cells of a minute: runs, so that all forms of a column occur. A second that was not reported has none. */
const column = (reported: Uint8Array): fc.Arbitrary<Float64Array> =>
  fc
    .oneof(
      fc.array(cell, { minLength: 60, maxLength: 60 }),
      cell.map((it) => Array<number>(60).fill(it)),
      fc
        .array(fc.tuple(cell, fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 6 })
        .map((runs) => runs.flatMap(([it, times]) => Array<number>(times).fill(it)))
        .map((cells) => Array.from({ length: 60 }, (_, second) => cells[second % cells.length] ?? ABSENT)),
    )
    .map((cells) => Float64Array.from(cells, (it, second) => (reported[second] ? it : ABSENT)));

const reported = fc.oneof(
  fc.constant(new Uint8Array(60).fill(1)),
  fc.array(fc.constantFrom(0, 1), { minLength: 60, maxLength: 60 }).map((it) => Uint8Array.from(it)),
  fc.constant(Uint8Array.from({ length: 60 }, (_, second) => (second % 5 === 2 ? 1 : 0))),
);

/** Any block of seconds. */
export const secondsBlock: fc.Arbitrary<SecondsBlock> = fc
  .tuple(entities, reported, fc.constantFrom(100, 1_000, 5_000, 60_000), fc.nat({ max: 10_000 }))
  .chain(([all, has, interval_ms, minutes]) =>
    fc
      .shuffledSubarray([...columnsOf(all)])
      .map((some) => some.slice(0, 24))
      .chain((columns) =>
        fc.tuple(...columns.map(() => column(has))).map((cells) => ({
          hive_id: 'h-1',
          start: MINUTE + minutes * 60_000,
          interval_ms,
          entities: all,
          columns,
          reported: has,
          cells,
        })),
      ),
  );
