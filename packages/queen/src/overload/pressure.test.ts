import { expect, test } from 'vitest';
import { Pressure, TICK_MS } from './pressure.ts';

function ticking(late: readonly number[]): boolean[] {
  const pressure = new Pressure({ maxLagMs: 500 });
  let at = 0;
  return [0, ...late].map((lag) => {
    at += TICK_MS + lag;
    pressure.tick(at);
    return pressure.isHigh;
  });
}

test('a queen that is in time takes heartbeats, also when she is a little late', () => {
  expect(ticking([0, 100, 500, 0])).toEqual([false, false, false, false, false]);
});

test('one that is late refuses them until she was in time for half a second', () => {
  expect(ticking([501, 0, 0, 0, 0, 0])).toEqual([false, true, true, true, true, true, false]);
  expect(ticking([501, 0, 501, 0]).at(-1)).toBe(true);
});
