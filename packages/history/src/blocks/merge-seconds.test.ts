import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { contentOf } from '../../testing/content.ts';
import { cpuMinute } from '../../testing/cpu-minute.ts';
import { blockOf, truth } from '../../testing/truth.ts';
import type { SecondsBlock } from '../block.ts';
import { mergeSeconds } from './merge-seconds.ts';
import { decodeSeconds, encodeSeconds } from './seconds-format.ts';

vi.setConfig({ testTimeout: 60_000 });

const merged = (blocks: readonly SecondsBlock[]): SecondsBlock => blocks.reduce(mergeSeconds);

test('[P8] samples in any order and with repeats make the same block', () => {
  const shuffled = truth(1).chain((samples) =>
    fc.tuple(
      fc.constant(samples.map(blockOf)),
      fc.shuffledSubarray([...samples, ...samples], {
        minLength: 2 * samples.length,
        maxLength: 2 * samples.length,
      }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([inOrder, samples]) => {
      expect(contentOf(merged(samples.map(blockOf)))).toEqual(contentOf(merged(inOrder)));
    }),
  );
});

test('blocks of blocks make the same block, encoded or not', () => {
  fc.assert(
    fc.property(truth(1), fc.nat(), (samples, at) => {
      const blocks = samples.map(blockOf).map((block) => decodeSeconds(encodeSeconds(block)));
      const cut = at % blocks.length;
      const [head, tail] = [blocks.slice(0, cut), blocks.slice(cut)];
      const parts = [...(cut > 0 ? [merged(head)] : []), merged(tail)];
      const again = parts.map((block) => decodeSeconds(encodeSeconds(block)));
      expect(contentOf(merged(again))).toEqual(contentOf(merged(blocks)));
    }),
  );
});

const block = cpuMinute(Array(10).fill(7));

test('[P8] a second that is kept stays as it is, and a repeat gives the kept block', () => {
  const more = cpuMinute(Array(10).fill(8));
  expect(mergeSeconds(block, more)).toBe(block);
  const later = {
    ...more,
    reported: new Uint8Array(60).fill(1, 5, 20),
    cells: [new Float64Array(60).fill(8)],
  };
  const { cells, reported, columns } = mergeSeconds(block, later);
  expect([...(cells[0] ?? [])].slice(4, 12)).toEqual([7, 7, 7, 7, 7, 7, 8, 8]);
  expect(reported.indexOf(0)).toBe(20);
  expect(columns).toBe(block.columns);
});

test('blocks of other minutes or hives are not merged', () => {
  expect(() => mergeSeconds(block, { ...block, start: 0 })).toThrow(RangeError);
  expect(() => mergeSeconds(block, { ...block, hive_id: 'h-2' })).toThrow(RangeError);
});
