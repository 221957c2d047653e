import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { MINUTE } from '../../testing/arbitrary-blocks.ts';
import { truth } from '../../testing/truth.ts';
import { isValue } from '../cells.ts';
import type { Layout, Second } from '../second.ts';
import { DamagedBlock } from './damaged-block.ts';
import { scalesOf } from './field-table.ts';
import { rounded } from './rounded.ts';
import { decodeSecond, encodeSecond } from './second-format.ts';

vi.setConfig({ testTimeout: 60_000 });

const modelChanged = {
  kind: 'worker',
  type: 'model_changed',
  hive_id: 'h-1',
  worker_id: 'h-1/llm/a',
  timestamp: '2026-11-28T02:10:00Z',
  before: null,
  model: 'qwen',
} as const;

const seconds: fc.Arbitrary<{ second: Second; layouts: Map<number, Layout> }> = fc
  .tuple(truth(1), fc.boolean())
  .map(([samples, areNew]) => {
    const layouts = new Map(samples.map(({ layout }) => [layout.id, layout]));
    const cells = samples.flatMap(({ layout, time, cells: all }) => {
      const scales = scalesOf(layout.entities, layout.columns);
      return [layout.id, time, ...all.map((it, i) => (isValue(it) ? rounded(it, scales[i] as number) : it))];
    });
    const second: Second = {
      at: MINUTE,
      layouts: areNew ? [...layouts.values()] : [],
      ended: [7],
      samples: Float64Array.from(cells),
      events: [modelChanged],
    };
    return { second, layouts };
  });

test('a second comes back as it was, with layouts of its own or of seconds before', () => {
  fc.assert(
    fc.property(seconds, ({ second, layouts }) => {
      const bytes = encodeSecond(second, layouts);
      const known = second.layouts.length > 0 ? new Map() : layouts;
      expect(decodeSecond(bytes, known)).toEqual(second);
    }),
  );
});

test('a second whose layouts are not there is damaged', () => {
  fc.assert(
    fc.property(seconds, ({ second, layouts }) => {
      const bytes = encodeSecond({ ...second, layouts: [] }, layouts);
      expect(() => decodeSecond(bytes, new Map())).toThrow('which is not there');
    }),
  );
});

test('whatever a second has become, it is a second or damaged', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(seconds, changes, fc.boolean(), ({ second, layouts }, all, isSealed) => {
      const bytes = encodeSecond(second, layouts);
      for (const [at, byte] of all) bytes[5 + (at % (bytes.length - 5))] = byte;
      if (isSealed) new DataView(bytes.buffer).setUint32(1, crc32(bytes.subarray(5)), true);
      try {
        decodeSecond(bytes, layouts);
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedBlock);
      }
    }),
  );
});

test('what follows a sample of an unknown layout is left out', () => {
  const layout: Layout = {
    id: 1,
    hive_id: 'h',
    interval_ms: 1_000,
    entities: [{ kind: 'node' }],
    columns: [],
  };
  const samples = Float64Array.from([1, MINUTE, 2, MINUTE, 5, 1, MINUTE]);
  const second = { at: MINUTE, layouts: [layout], ended: [], samples, events: [] };
  const came = decodeSecond(encodeSecond(second, new Map([[1, layout]])), new Map());
  expect([...came.samples]).toEqual([1, MINUTE]);
});
