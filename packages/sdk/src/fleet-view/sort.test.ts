import { anEngine, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fleetHive, parseSort, sortedWorkers, sortText } from './index.ts';

const hive = fleetHive(
  {
    ...{ hive_id: 'gpu-1', last_update: '2025-10-30T20:15:30Z', health: 'healthy' },
    workers: [
      aWorker({ instance: '1', gpu_util_pct: 0, model: 'b' }),
      aWorker({ instance: '2', gpu_util_pct: 90, model: null, engine: anEngine({ requests_running: 0 }) }),
      aWorker({ instance: '3', gpu_util_pct: 0, model: 'a', unknown: { gpu_util_pct: 'mig' } }),
      aWorker({ instance: '10', gpu_util_pct: 40, model: 'a', engine: anEngine({ state: 'stuck' }) }),
    ],
  },
  true,
);
const sorted = (text: string) => {
  const sort = parseSort(text);
  return sort && sortedWorkers(hive.workers, sort).map(({ stats }) => stats.instance);
};

test.each([
  ['gpu', ['1', '10', '2', '3']],
  ['-gpu', ['2', '10', '1', '3']],
  ['model', ['10', '3', '1', '2']],
  ['-model', ['1', '10', '3', '2']],
  ['worker', ['1', '2', '3', '10']],
  ['state', ['1', '2', '3', '10']],
  ['engine', ['10', '2', '1', '3']],
])('by %s: what is not known comes last, then ids decide', (text, instances) => {
  expect(sorted(text)).toEqual(instances);
});

test('a figure of a silent hive is not one of now: its workers come last', () => {
  const silent = fleetHive(
    {
      ...{ hive_id: 'gpu-0', last_update: '2025-10-30T20:15:30Z', health: 'down' },
      workers: [aWorker({ instance: '4', gpu_util_pct: 100 })],
    },
    true,
  );
  const all = [...silent.workers, ...hive.workers];
  const inOrder = sortedWorkers(all, { by: 'gpu', descending: true });
  expect(inOrder.map(({ stats }) => stats.instance)).toEqual(['2', '10', '1', '4', '3']);
});

test('only orders that there are are read, and written as they were', () => {
  expect(['', '-', 'colour', '--gpu', 'constructor'].map(parseSort)).toEqual(new Array(5).fill(undefined));
  for (const text of ['-gpu', 'state', '-worker']) {
    const sort = parseSort(text);
    expect(sort && sortText(sort)).toBe(text);
  }
});

test('the order does not depend on the order before', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...hive.workers]),
      fc.constantFrom('gpu', '-model', 'kv'),
      (some, text) => {
        const sort = parseSort(text);
        if (!sort) throw new Error(text);
        expect(sortedWorkers(some, sort)).toEqual(sortedWorkers([...some].reverse(), sort));
      },
    ),
  );
});
