import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

test('requests get slots in order of arrival, and a full queue refuses', async () => {
  const slots = new Slots(1, 1);
  const first = await slots.enter();
  const second = slots.enter();
  expect(await slots.enter()).toBeNull();
  expect([slots.busy, slots.waiting]).toEqual([1, 1]);
  slots.leave(first ?? -1);
  expect(await second).toBe(0);
  expect([slots.busy, slots.waiting]).toEqual([1, 0]);
  slots.leave(0);
  expect(slots.busy).toBe(0);
});
