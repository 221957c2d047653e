import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { secondsBlock } from '../../testing/arbitrary-blocks.ts';
import { cpuMinute } from '../../testing/cpu-minute.ts';
import { keptValue } from '../../testing/kept-value.ts';
import type { SecondsBlock } from '../block.ts';
import { isValue, unknownCell } from '../cells.ts';
import type { Want } from '../store-reader.ts';
import { DamagedBlock } from './damaged-block.ts';
import { scalesOf } from './field-table.ts';
import { decodeSeconds, encodeSeconds } from './seconds-format.ts';

vi.setConfig({ testTimeout: 60_000 });

/** The cells of a block as they are kept: values are rounded to the decimals of their fields, as far as doubles can. */
const kept = ({ entities, columns, cells }: SecondsBlock): Float64Array[] =>
  cells.map((column, i) =>
    column.map((cell) => {
      const scale = scalesOf(entities, columns)[i] as number;
      return isValue(cell) ? keptValue(cell, scale) : cell;
    }),
  );

test('any block comes back, with its values rounded to the decimals of their fields', () => {
  fc.assert(
    fc.property(secondsBlock, (block) => {
      const came = decodeSeconds(encodeSeconds(block));
      expect(came).toEqual({ ...block, cells: kept(block) });
      expect(encodeSeconds(came)).toEqual(encodeSeconds(block));
    }),
  );
});

test('with shared directories a block comes back, and the directory is kept once', () => {
  const all: Uint8Array[] = [];
  const shared = {
    numberOf: (bytes: Uint8Array) => {
      const at = all.findIndex((it) => Buffer.compare(it, bytes) === 0);
      return at < 0 ? all.push(bytes) : at + 1;
    },
    bytesOf: (number: number) => all[number - 1],
  };
  fc.assert(
    fc.property(secondsBlock, (block) => {
      all.length = 0;
      const bytes = encodeSeconds(block, shared);
      encodeSeconds({ ...block, start: block.start + 60_000 }, shared);
      expect(all).toHaveLength(1);
      expect(decodeSeconds(bytes, undefined, shared)).toEqual(decodeSeconds(encodeSeconds(block)));
      all.length = 0;
      expect(() => decodeSeconds(bytes, undefined, shared)).toThrow(DamagedBlock);
    }),
  );
});

const wants: fc.Arbitrary<Want> = fc.record(
  {
    kinds: fc.subarray(['node', 'gpu', 'worker', 'use'] as const),
    fields: fc.subarray(['cpu_pct', 'vram_mb', 'util_pct', 'busy'] as const),
    uuid: fc.constantFrom('GPU-1', 'GPU-9'),
    worker: fc.record({ group: fc.constantFrom('llm', 'sd'), instance: fc.string({ maxLength: 1 }) }),
  },
  { requiredKeys: ['kinds', 'fields'] },
);

test('what a reader wants is what it gets, as if the whole block were decoded', () => {
  fc.assert(
    fc.property(secondsBlock, wants, (block, want) => {
      const bytes = encodeSeconds(block);
      const whole = decodeSeconds(bytes);
      const isWanted = whole.columns.map(({ entity, field }) => {
        const it = whole.entities[entity];
        if (!it || !want.kinds.includes(it.kind) || !want.fields.includes(field as never)) return false;
        const of = it.kind === 'use' ? whole.entities[it.worker] : it;
        const { worker, uuid } = want;
        if (uuid !== undefined && 'uuid' in it && it.uuid !== uuid) return false;
        if (!worker || of?.kind !== 'worker') return true;
        return of.group === worker.group && of.instance === worker.instance;
      });
      expect(decodeSeconds(bytes, want)).toEqual({
        ...whole,
        columns: whole.columns.filter((_, i) => isWanted[i]),
        cells: whole.cells.filter((_, i) => isWanted[i]),
      });
    }),
  );
});

const block = cpuMinute(Array(60).fill(0));

test('[P2] an unknown figure, an absent one and zero are three things', () => {
  const cells = Float64Array.from({ length: 60 }, (_, second) =>
    second < 20 ? 0 : second < 40 ? unknownCell('timeout') : Number.NaN,
  );
  expect(decodeSeconds(encodeSeconds({ ...block, cells: [cells] })).cells).toEqual([cells]);
});

test('a change of any one byte is noticed', () => {
  const bytes = encodeSeconds(block);
  for (let at = 0; at < bytes.length; at += 1) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] as number) ^ 0x10;
    expect(() => decodeSeconds(damaged)).toThrow(DamagedBlock);
  }
});

test('bytes that were cut are noticed', () => {
  const bytes = encodeSeconds(block);
  for (let end = 0; end < bytes.length; end += 1) {
    expect(() => decodeSeconds(bytes.subarray(0, end))).toThrow(DamagedBlock);
  }
});

test('a block that is none is refused', () => {
  expect(() => encodeSeconds({ ...block, cells: [new Float64Array(59)] })).toThrow(RangeError);
  expect(() => encodeSeconds({ ...block, columns: [{ entity: 0, field: 'pids' }] })).toThrow(
    'A node has no field pids.',
  );
  expect(() => encodeSeconds({ ...block, columns: [{ entity: 1, field: 'cpu_pct' }] })).toThrow(
    'There is no entity 1.',
  );
});
