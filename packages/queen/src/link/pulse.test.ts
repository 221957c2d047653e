import { expect, test } from 'vitest';
import { judgePulse, type Pulse } from './pulse.ts';

const pulse = (more: Partial<Pulse> = {}): Pulse => ({
  ...{ openedAt: 0, receivedAt: 0, byteAt: 0, pingedAt: null, hasHeartbeat: true },
  ...more,
});

test('[L3] a silent link is pinged once, and ends if the ping is not answered for 3 s', () => {
  expect(judgePulse(pulse(), 1_499)).toBe('alive');
  expect(judgePulse(pulse(), 1_500)).toBe('ping');
  expect(judgePulse(pulse({ pingedAt: 1_500 }), 4_499)).toBe('alive');
  expect(judgePulse(pulse({ pingedAt: 1_500 }), 4_500)).toBe('silent');
});

test('[L3] a hive that sends heartbeats is not pinged', () => {
  expect(judgePulse(pulse({ receivedAt: 60_000, byteAt: 60_000 }), 61_499)).toBe('alive');
});

test('[L3] a link with an incomplete frame gets more time, but not unlimited time', () => {
  const slow = pulse({ pingedAt: 1_500, byteAt: 9_000 });
  expect(judgePulse(slow, 11_499)).toBe('alive');
  expect(judgePulse({ ...slow, byteAt: 11_400 }, 11_500)).toBe('silent');
});

test('[L1] a link without a heartbeat ends after 10 s, whatever else it sends', () => {
  const mute = pulse({ hasHeartbeat: false, receivedAt: 9_999, byteAt: 9_999 });
  expect(judgePulse(mute, 9_999)).toBe('alive');
  expect(judgePulse(mute, 10_000)).toBe('no_heartbeat');
});
