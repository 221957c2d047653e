import fc from 'fast-check';
import type { Layout, SecondsBlock } from '../src/index.ts';
import { cell, columnsOf, entities, MINUTE } from './arbitrary-blocks.ts';

/** A sample that a hive took: what the past of its second should be. */
export interface TrueSample {
  readonly layout: Layout;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly cells: readonly number[];
}

/** Two or three layouts of one hive. */
export const layoutsOf = (hiveId: string): fc.Arbitrary<readonly Layout[]> =>
  fc.array(entities, { minLength: 2, maxLength: 3 }).map((all) =>
    all.map((some, id) => ({
      id,
      hive_id: hiveId,
      interval_ms: 1_000,
      entities: some,
      columns: columnsOf(some).filter((_, at) => at % 7 === id),
    })),
  );

/** Samples of one hive, at most one a second, within some minutes. */
export const truth = (minutes: number): fc.Arbitrary<readonly TrueSample[]> =>
  layoutsOf('h-1').chain((layouts) => {
    const sample = fc
      .tuple(fc.constantFrom(...layouts), fc.nat({ max: 60 * minutes - 1 }), fc.nat({ max: 999 }))
      .chain(([layout, second, ms]) =>
        fc.tuple(...layout.columns.map(() => cell)).map((cells) => ({
          layout,
          time: MINUTE + second * 1_000 + ms,
          cells,
        })),
      );
    return fc.uniqueArray(sample, {
      minLength: 1,
      maxLength: 20,
      selector: ({ time }) => Math.floor(time / 1_000),
    });
  });

/** One sample as the block of its minute. */
export function blockOf({ layout, time, cells }: TrueSample): SecondsBlock {
  const start = Math.floor(time / 60_000) * 60_000;
  const second = Math.floor((time - start) / 1_000);
  const at = <T extends Uint8Array | Float64Array>(all: T, value: number): T => {
    all[second] = value;
    return all;
  };
  return {
    hive_id: layout.hive_id,
    start,
    interval_ms: layout.interval_ms,
    entities: layout.entities,
    columns: layout.columns,
    reported: at(new Uint8Array(60), 1),
    cells: cells.map((value) => at(new Float64Array(60).fill(Number.NaN), value)),
  };
}
