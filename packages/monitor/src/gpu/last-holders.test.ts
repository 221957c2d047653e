import { expect, test } from 'vitest';
import { aGpuCard, aGpuProcess } from '../../testing/index.ts';
import { missing } from '../figure.ts';
import type { GpuCard } from '../gpu-reader.ts';
import { GpuSample } from './gpu-sample.ts';
import { LastHolders } from './last-holders.ts';

const PROCESSES = new Map(
  [7, 8].map((pid) => [pid, { pid, key: `${pid}:1`, parentPid: 1, startTicks: 1 }] as const),
);
const holders = new LastHolders();
const next = (cards: readonly GpuCard[], gap?: ReturnType<typeof missing>) =>
  Object.fromEntries(holders.next(new GpuSample([cards], gap), PROCESSES));
const [first, second] = [
  aGpuCard([aGpuProcess(7), aGpuProcess(8)]),
  aGpuCard([aGpuProcess(8)], { uuid: 'GPU-2' }),
];

test('of a GPU whose processes are not told, or that is missing for a known reason, the last ones are kept', () => {
  const both = { 7: ['GPU-1'], 8: ['GPU-1', 'GPU-2'] };
  expect(next([first, second])).toEqual(both);
  const lost = aGpuCard([], { processes: missing('driver_error') });
  expect(next([lost, second])).toEqual({ 7: ['GPU-1'], 8: ['GPU-2', 'GPU-1'] });
  expect(next([second], missing('timeout'))).toEqual({ 7: ['GPU-1'], 8: ['GPU-2', 'GPU-1'] });
  expect(next([first, second])).toEqual(both);
});

test('of a GPU that is told to be unused, asleep or gone, none is kept', () => {
  next([first, second]);
  expect(next([aGpuCard(), second])).toEqual({ 8: ['GPU-2'] });
  next([first, second]);
  expect(next([aGpuCard([], { processes: missing('asleep') }), second])).toEqual({ 8: ['GPU-2'] });
  next([first, second]);
  expect(next([second])).toEqual({ 8: ['GPU-2'] });
});

test('a process of which nothing is known but its pid is not remembered', () => {
  expect(next([aGpuCard([aGpuProcess(99)])])).toEqual({ 99: ['GPU-1'] });
  expect(next([], missing('timeout'))).toEqual({});
});
