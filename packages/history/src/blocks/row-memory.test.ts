import { expect, test } from 'vitest';
import { aLayout, plainSeconds } from '../testing/index.ts';
import { OpenMinute } from './open-minute.ts';
import { rollUpSeconds } from './roll-up.ts';
import { decodeSeconds, encodeSeconds } from './seconds-format.ts';
import { releaseBlock } from './whole-columns.ts';

const START = Date.UTC(2026, 10, 28, 12, 0, 0);
const layout = aLayout();

/** A minute with a sample in every `step`-th second, of values from `first` on. */
function aMinute(first: number, step: number) {
  const minute = new OpenMinute(START, START + 60_000, false);
  const part = minute.partOf(layout);
  for (let second = 0; second < 60; second += step) {
    const cells = layout.columns.map((_, column) => first + second + column);
    minute.set(part, second * 1_000, Float64Array.from(cells), 0);
  }
  return minute.block('a');
}

test('a minute whose memory another one had before has nothing of that one', () => {
  const before = aMinute(5_000, 1);
  const bytes = encodeSeconds(before);
  releaseBlock(before);
  const after = aMinute(1, 7);
  expect(Math.max(...rollUpSeconds(after).points.map(({ max }) => max))).toBeLessThan(100);
  expect(plainSeconds([decodeSeconds(encodeSeconds(after))])).toEqual(plainSeconds([after]));
  expect(Math.min(...rollUpSeconds(decodeSeconds(bytes)).points.map(({ min }) => min))).toBe(5_000);
});
