import { expect, test } from 'vitest';
import { applyChanges, flatten } from '../../packages/contract/src/index.ts';
import { loopOf, type Sample } from './recording.ts';

const aSample = (second: number, cpu_pct: number, more = {}): Sample => ({
  ...{ hive_id: 'a', timestamp: `2026-11-28T00:00:0${second}.000Z`, seq: 7 + second },
  workers: [{ uptime_s: 100 + second, ...{ cpu_pct } }],
  ...more,
});

test('a loop goes through the samples and on from the first, while times and counters grow', () => {
  const { first, changes } = loopOf([aSample(0, 1.5), aSample(1, 2.5), aSample(2, 3)]);
  let flat = flatten(first);
  const seen: Sample[] = [];
  for (let step = 0; step < 2 * changes.length; step += 1) {
    const applied = applyChanges(flat, changes[step % changes.length] ?? []);
    if (!applied) throw new Error('The changes do not fit.');
    flat = applied.after;
    seen.push(flat.shape.value(flat.leaves) as unknown as Sample);
  }
  expect(seen).toEqual([
    ...[aSample(1, 2.5), aSample(2, 3), aSample(3, 1.5)],
    ...[aSample(4, 2.5), aSample(5, 3), aSample(6, 1.5)],
  ]);
});

test('only samples of one shape follow each other', () => {
  const other = { health: 'healthy' };
  const { first, changes } = loopOf([aSample(0, 1, other), aSample(1, 1), aSample(2, 1)]);
  expect([first, changes.length]).toEqual([aSample(1, 1), 2]);
  expect(() => loopOf([aSample(0, 1), aSample(1, 1, other)])).toThrow('No two samples');
});
