import { expect, test, vi } from 'vitest';
import { createListeners } from './listeners.ts';

test('a listener that throws keeps the others going, and its error surfaces by itself', () => {
  const later: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (run: () => void) => later.push(run));
  const listeners = createListeners<number>();
  const told = vi.fn();
  listeners.add(() => {
    throw new Error('mine');
  });
  listeners.add(told);
  listeners.tell(7);
  vi.unstubAllGlobals();
  expect(told).toHaveBeenCalledExactlyOnceWith(7);
  expect(later).toHaveLength(1);
  expect(later[0]).toThrow('mine');
});

test('the same function added twice is told twice, and each is taken away by itself', () => {
  const listeners = createListeners<number>();
  const told = vi.fn();
  const remove = listeners.add(told);
  listeners.add(told);
  listeners.tell(1);
  remove();
  remove();
  listeners.tell(2);
  expect(told.mock.calls).toEqual([[1], [1], [2]]);
});

test('a listener that is added while others are told is told of the next thing', () => {
  const listeners = createListeners<number>();
  const told = vi.fn();
  listeners.add(() => void listeners.add(told));
  listeners.tell(1);
  expect(told).not.toHaveBeenCalled();
  listeners.tell(2);
  expect(told).toHaveBeenCalledExactlyOnceWith(2);
});
