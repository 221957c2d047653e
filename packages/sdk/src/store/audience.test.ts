import { expect, test, vi } from 'vitest';
import { createAudience } from './audience.ts';

function anAudience() {
  const timers = new Set<() => void>();
  const onArrive = vi.fn();
  const onDepart = vi.fn();
  const after = (_: number, run: () => void) => {
    timers.add(run);
    return () => void timers.delete(run);
  };
  const audience = createAudience({ clock: { now: () => 0, after }, lingerMs: 1_000, onArrive, onDepart });
  const elapse = () => {
    for (const run of [...timers]) if (timers.delete(run)) run();
  };
  return { audience, onArrive, onDepart, timers, elapse };
}

test('it arrives with the first and departs a while after the last', () => {
  const { audience, onArrive, onDepart, elapse } = anAudience();
  const leaves = [audience.join(), audience.join()];
  expect(onArrive).toHaveBeenCalledTimes(1);
  for (const leave of leaves) leave();
  expect(onDepart).not.toHaveBeenCalled();
  elapse();
  expect(onDepart).toHaveBeenCalledTimes(1);
});

test('leaving twice takes nobody else away', () => {
  const { audience, onDepart, timers } = anAudience();
  const leave = audience.join();
  audience.join();
  leave();
  leave();
  expect(timers.size).toBe(0);
  expect(onDepart).not.toHaveBeenCalled();
});

test('a short absence passes unnoticed', () => {
  const { audience, onArrive, onDepart, timers } = anAudience();
  audience.join()();
  audience.join();
  expect(timers.size).toBe(0);
  expect(onArrive).toHaveBeenCalledTimes(1);
  expect(onDepart).not.toHaveBeenCalled();
});

test('dismissed, it departs at once and leaves no timer, whoever leaves later', () => {
  const { audience, onDepart, timers } = anAudience();
  const leave = audience.join();
  audience.dismiss();
  audience.dismiss();
  leave();
  expect(onDepart).toHaveBeenCalledTimes(1);
  expect(timers.size).toBe(0);
});
