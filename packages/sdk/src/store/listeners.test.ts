import { expect, test, vi } from 'vitest';
import { Listeners, RefCount } from './listeners.ts';

test('a listener that throws does not stop the others, and its error is thrown in a microtask', () => {
  const later: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (run: () => void) => later.push(run));
  const listeners = new Listeners<number>();
  const called = vi.fn();
  listeners.add(() => {
    throw new Error('mine');
  });
  listeners.add(called);
  listeners.notify(7);
  vi.unstubAllGlobals();
  expect(called).toHaveBeenCalledExactlyOnceWith(7);
  expect(later).toHaveLength(1);
  expect(later[0]).toThrow('mine');
});

test('a function that is added twice is called twice, and each is removed by itself', () => {
  const listeners = new Listeners<number>();
  const called = vi.fn();
  const remove = listeners.add(called);
  listeners.add(called);
  listeners.notify(1);
  remove();
  remove();
  listeners.notify(2);
  expect(called.mock.calls).toEqual([[1], [1], [2]]);
});

test('a listener that is added during a call is first called for the next value', () => {
  const listeners = new Listeners<number>();
  const called = vi.fn();
  listeners.add(() => void listeners.add(called));
  listeners.notify(1);
  expect(called).not.toHaveBeenCalled();
  listeners.notify(2);
  expect(called).toHaveBeenCalledExactlyOnceWith(2);
});

function aRefCount() {
  const timers = new Set<() => void>();
  const onActive = vi.fn();
  const onIdle = vi.fn();
  const after = (_: number, run: () => void) => {
    timers.add(run);
    return () => void timers.delete(run);
  };
  const count = new RefCount({ clock: { now: () => 0, after }, lingerMs: 1_000, onActive, onIdle });
  const elapse = () => {
    for (const run of [...timers]) if (timers.delete(run)) run();
  };
  return { count, onActive, onIdle, timers, elapse };
}

test('it is active from the first acquire, and idle lingerMs after the last release', () => {
  const { count, onActive, onIdle, elapse } = aRefCount();
  const releases = [count.acquire(), count.acquire()];
  expect(onActive).toHaveBeenCalledTimes(1);
  for (const release of releases) release();
  expect(onIdle).not.toHaveBeenCalled();
  elapse();
  expect(onIdle).toHaveBeenCalledTimes(1);
});

test('releasing twice counts once', () => {
  const { count, onIdle, timers } = aRefCount();
  const release = count.acquire();
  count.acquire();
  release();
  release();
  expect(timers.size).toBe(0);
  expect(onIdle).not.toHaveBeenCalled();
});

test('it stays active through a short time without users', () => {
  const { count, onActive, onIdle, timers } = aRefCount();
  count.acquire()();
  count.acquire();
  expect(timers.size).toBe(0);
  expect(onActive).toHaveBeenCalledTimes(1);
  expect(onIdle).not.toHaveBeenCalled();
});

test('reset makes it idle at once and leaves no timer, also after a later release', () => {
  const { count, onIdle, timers } = aRefCount();
  const release = count.acquire();
  count.reset();
  count.reset();
  release();
  expect(onIdle).toHaveBeenCalledTimes(1);
  expect(timers.size).toBe(0);
});

test('a listener that another one removes is not called in the same round', () => {
  const listeners = new Listeners<number>();
  const called = vi.fn();
  listeners.add(() => remove());
  const remove = listeners.add(called);
  listeners.notify(1);
  listeners.notify(2);
  expect(called).not.toHaveBeenCalled();
});

test('after clear, a round that has begun calls nobody', () => {
  const listeners = new Listeners<number>();
  const called = vi.fn();
  listeners.add(() => listeners.clear());
  listeners.add(called);
  listeners.notify(1);
  expect(called).not.toHaveBeenCalled();
});

test('the last call is the only one, also within a round, and what is added meanwhile stays', () => {
  const listeners = new Listeners<string>();
  const [called, later] = [vi.fn(), vi.fn()];
  const removeFirst = listeners.add((value) => {
    if (value === 'round') listeners.notifyLast('last');
    else listeners.add(later);
  });
  listeners.add(called);
  listeners.notify('round');
  expect(called.mock.calls).toEqual([['last']]);
  removeFirst();
  listeners.notify('next');
  expect(later.mock.calls).toEqual([['next']]);
  expect(called).toHaveBeenCalledTimes(1);
});

test('releases from before a reset do not count for the users after it', () => {
  const { count, onActive, onIdle, timers } = aRefCount();
  const release = count.acquire();
  count.reset();
  count.acquire();
  release();
  expect(onActive).toHaveBeenCalledTimes(2);
  expect(onIdle).toHaveBeenCalledTimes(1);
  expect(timers.size).toBe(0);
});
