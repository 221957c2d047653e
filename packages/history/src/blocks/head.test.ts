import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { MINUTE } from '../../testing/arbitrary-blocks.ts';
import { contentOf } from '../../testing/content.ts';
import { blockOf, type TrueSample, truth } from '../../testing/truth.ts';
import type { SecondsBlock } from '../block.ts';
import type { Layout, Second } from '../second.ts';
import { MAX_COLUMNS } from './directory.ts';
import { Head } from './head.ts';
import { mergeSeconds } from './merge-seconds.ts';
import { rollUpSeconds } from './roll-up.ts';
import { decodeSeconds, encodeSeconds } from './seconds-format.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOUR = 3_600_000;
const aHead = (maxCells = 1e6) => new Head({ maxAgeMs: 24 * HOUR, maxCells });

const layout = (id: number, hive_id = 'h-1', columns = 1): Layout => ({
  id,
  hive_id,
  interval_ms: 1_000,
  entities: [{ kind: 'node' }],
  columns: (['cpu_pct', 'ram_used_mb'] as const).slice(0, columns).map((field) => ({ entity: 0, field })),
});

const second = (at: number, samples: readonly number[], more: Partial<Second> = {}): Second => ({
  at,
  layouts: [],
  ended: [],
  samples: Float64Array.from(samples),
  events: [],
  ...more,
});

const startsOf = (blocks: Iterable<SecondsBlock>) => [...blocks].map(({ start }) => start);
const asKept = (block: SecondsBlock) => contentOf(decodeSeconds(encodeSeconds(block)));

test('[P8] samples in any order, handed over at any time, are the blocks of the truth', () => {
  const handed = truth(4).chain((samples) =>
    fc.tuple(
      fc.constant(samples),
      fc.shuffledSubarray([...samples, ...samples], { minLength: 2 * samples.length }),
      fc.array(fc.nat({ max: 400 }), { minLength: 40, maxLength: 40 }),
    ),
  );
  const sampleOf = ({ layout: { id }, time, cells }: TrueSample) => [id, time, ...cells];
  fc.assert(
    fc.property(handed, ([samples, shuffled, waits]) => {
      const head = aHead();
      const written = new Map<number, SecondsBlock>();
      const write = (blocks: Iterable<SecondsBlock>) => {
        for (const block of blocks) {
          // A block of the head is encoded and rolled up without its cells; a copy has nothing but cells.
          expect(encodeSeconds(block)).toEqual(encodeSeconds({ ...block }));
          expect(rollUpSeconds(block)).toEqual(rollUpSeconds({ ...block }));
          const kept = written.get(block.start);
          written.set(block.start, kept ? mergeSeconds(kept, block) : block);
        }
      };
      let now = MINUTE + 4 * 60_000;
      shuffled.forEach((sample, i) => {
        head.add(second(now, sampleOf(sample), { layouts: i === 0 ? shuffled.map((it) => it.layout) : [] }));
        now += (waits[i % waits.length] ?? 0) * 1_000;
        write(head.due(now));
      });
      write(head.all());
      const minutes = Map.groupBy(samples.map(blockOf), ({ start }) => start);
      expect(written.size).toBe(minutes.size);
      for (const [start, blocks] of minutes) {
        expect(asKept(written.get(start) as SecondsBlock)).toEqual(asKept(blocks.reduce(mergeSeconds)));
      }
    }),
    { numRuns: 40 },
  );
});

test('[P1] of several samples in one second the one that was taken last is kept, whatever their layouts and order', () => {
  const head = aHead();
  const layouts = [layout(1), layout(2, 'h-1', 2)];
  head.add(second(MINUTE, [1, MINUTE, 10, 1, MINUTE + 999, 30, 2, MINUTE + 400, 20, 7], { layouts }));
  head.add(second(MINUTE + 1_000, [1, MINUTE + 1_000, 40, 2, MINUTE + 1_500, 50, 8]));
  const [block] = head.open('h-1');
  expect(block?.columns.map(({ field }) => field)).toEqual(['cpu_pct', 'ram_used_mb']);
  expect(block?.cells.map((cells) => [...cells.subarray(0, 3)])).toEqual([
    [30, 50, Number.NaN],
    [Number.NaN, 8, Number.NaN],
  ]);
});

test('a minute is due within a minute and two seconds after its end, at a time of its hive', () => {
  const head = aHead();
  const hives = Array.from({ length: 200 }, (_, i) => layout(i, `hive-${i}`));
  head.add(
    second(
      MINUTE,
      hives.flatMap(({ id }) => [id, MINUTE, 1]),
      { layouts: hives },
    ),
  );
  const end = MINUTE + 60_000;
  expect([...head.due(end + 1_999)]).toEqual([]);
  const counts = Array.from({ length: 60 }, (_, i) => [...head.due(end + 2_000 + i * 1_000)].length);
  expect(counts.reduce((a, b) => a + b)).toBe(200);
  expect(Math.max(...counts)).toBeLessThan(15);
  expect(head.hives).toEqual([]);
});

test('a late sample of a minute that was written is due again some seconds later, in one block with its neighbours', () => {
  const head = aHead();
  head.add(second(MINUTE, [1, MINUTE, 1], { layouts: [layout(1)] }));
  expect(startsOf(head.due(MINUTE + 122_000))).toEqual([MINUTE]);
  head.add(second(MINUTE + 122_000, [1, MINUTE + 7_000, 2]));
  head.add(second(MINUTE + 123_000, [1, MINUTE + 8_000, 3]));
  expect([...head.due(MINUTE + 126_999)]).toEqual([]);
  const [late] = head.due(MINUTE + 127_000);
  expect([...(late?.reported ?? [])].slice(6, 10)).toEqual([0, 1, 1, 0]);
});

test('what the caller does not take of the due minutes stays open', () => {
  const head = aHead();
  head.add(second(MINUTE, [1, MINUTE, 1, 2, MINUTE, 1], { layouts: [layout(1, 'a'), layout(2, 'b')] }));
  for (const block of head.due(MINUTE + HOUR)) {
    expect(block.hive_id).toBe('a');
    break;
  }
  expect(head.hives).toEqual(['b']);
  expect(startsOf(head.due(MINUTE + HOUR))).toEqual([MINUTE]);
});

test('samples of a time far off, or of an unknown layout, are refused and counted', () => {
  const head = aHead();
  const times = [MINUTE - 24 * HOUR, MINUTE - 24 * HOUR - 1, MINUTE + 5_000, MINUTE + 5_001, Number.NaN];
  head.add(
    second(
      MINUTE,
      times.flatMap((time) => [1, time, 1]),
      { layouts: [layout(1)] },
    ),
  );
  expect(head.losses).toEqual({ refused: 3, lost: 0 });
  expect(startsOf(head.open('h-1'))).toEqual([MINUTE - 24 * HOUR, MINUTE]);
  head.add(second(MINUTE, [1, MINUTE, 1, 9, MINUTE, 1]));
  head.add(second(MINUTE, [1, MINUTE]));
  expect(head.losses.refused).toBe(5);
});

test('a layout that ended is not known any more, and its samples are written', () => {
  const head = aHead();
  head.add(second(MINUTE, [1, MINUTE, 4], { layouts: [layout(1)], ended: [1] }));
  expect(head.layouts).toEqual([]);
  expect([...head.all()].map(({ cells }) => cells[0]?.[0])).toEqual([4]);
  head.add(second(MINUTE, [1, MINUTE, 4]));
  expect(head.losses.refused).toBe(1);
  expect(head.hives).toEqual([]);
});

test('beyond the bound of memory the oldest minutes are lost and counted', () => {
  const head = aHead(100);
  const minutes = Array.from({ length: 30 }, (_, i) => MINUTE + i * 60_000);
  const now = MINUTE + 30 * 60_000;
  head.add(
    second(
      now,
      minutes.flatMap((time) => [1, time, 1, 1, time + 1_000, 1]),
      { layouts: [layout(1)] },
    ),
  );
  // A minute has memory for four rows of a time and a cell.
  expect(head.losses).toEqual({ refused: 0, lost: 36 });
  expect(head.oldest).toBe(MINUTE + 18 * 60_000);
});

test('values that need more than 32 bits are kept beside those that do not', () => {
  const head = aHead();
  const cells = [12.3, 2 ** 31, -40, 1e300];
  cells.forEach((cell, i) => {
    head.add(
      second(MINUTE + i * 1_000, [1, MINUTE + i * 1_000, cell], { layouts: i === 0 ? [layout(1)] : [] }),
    );
  });
  expect([...(head.open('h-1')[0]?.cells[0] ?? [])].slice(0, 4)).toEqual(cells);
});

const wide = (id: number, width: number): Layout => ({
  ...layout(id),
  columns: Array.from({ length: width }, () => ({ entity: 0, field: 'cpu_pct' }) as const),
});

test('a layout with more columns than a block can have is refused, and what follows its sample is not', () => {
  const head = aHead(1e9);
  const tooWide = wide(1, MAX_COLUMNS + 1);
  const samples = [1, MINUTE, ...tooWide.columns.map(() => 1), 2, MINUTE, 5];
  head.add(second(MINUTE, samples, { layouts: [tooWide, layout(2)] }));
  expect(head.losses.refused).toBe(1);
  expect([...head.all()].map(({ cells }) => cells[0]?.[0])).toEqual([5]);
});

test('a hive that changes its layout all the time has a bounded number of them in a minute', () => {
  const head = aHead();
  const layouts = Array.from({ length: 130 }, (_, id) => layout(id));
  const samples = layouts.flatMap(({ id }) => [id, MINUTE + id, id]);
  head.add(second(MINUTE, samples, { layouts, ended: layouts.map(({ id }) => id) }));
  expect(head.losses.refused).toBe(30);
  expect([...head.all()].map(({ cells }) => cells[0]?.[0])).toEqual([99]);
});

test('backfill that takes much memory does not wait', () => {
  const head = aHead(1e9);
  const now = MINUTE + HOUR;
  const some = wide(1, 50_000);
  const ones = some.columns.map(() => 1);
  const fill = (minute: number) =>
    head.add(second(now, [1, MINUTE + minute * 60_000, ...ones], { layouts: minute === 0 ? [some] : [] }));
  for (let minute = 0; minute < 10; minute += 1) fill(minute);
  expect([...head.due(now)]).toHaveLength(0);
  for (let minute = 10; minute < 21; minute += 1) fill(minute);
  expect([...head.due(now)]).toHaveLength(21);
});
