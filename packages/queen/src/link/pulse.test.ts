import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { Link } from './link.ts';
import { judgePulse, type Pulse } from './pulse.ts';

const pulse = (more: Partial<Pulse> = {}): Pulse => ({
  ...{ openedAt: 0, heardAt: 0, movedAt: 0, pingedAt: null, greeted: true },
  ...more,
});

test('[L3] a silent link is pinged once, and given up when that is not answered for 3 s', () => {
  expect(judgePulse(pulse(), 1_499)).toBe('alive');
  expect(judgePulse(pulse(), 1_500)).toBe('ping');
  expect(judgePulse(pulse({ pingedAt: 1_500 }), 4_499)).toBe('alive');
  expect(judgePulse(pulse({ pingedAt: 1_500 }), 4_500)).toBe('silent');
});

test('[L3] a hive that speaks is not pinged', () => {
  expect(judgePulse(pulse({ heardAt: 60_000, movedAt: 60_000 }), 61_499)).toBe('alive');
});

test('[L3] a frame that is still coming is waited for, but not for ever', () => {
  const slow = pulse({ pingedAt: 1_500, movedAt: 9_000 });
  expect(judgePulse(slow, 11_499)).toBe('alive');
  expect(judgePulse({ ...slow, movedAt: 11_400 }, 11_500)).toBe('silent');
});

test('[L1] a link without a heartbeat ends after 10 s, however lively it is', () => {
  const mute = pulse({ greeted: false, heardAt: 9_999, movedAt: 9_999 });
  expect(judgePulse(mute, 9_999)).toBe('alive');
  expect(judgePulse(mute, 10_000)).toBe('no_heartbeat');
});

test('[L3] a link that the queen itself does not read, as its frames wait, is not taken for silent', () => {
  const said: string[] = [];
  const connection = {
    ...{ bytesRead: 0, unsent: 0, send: () => {}, ping: () => said.push('ping') },
    ...{ pause: () => said.push('pause'), resume: () => said.push('resume') },
    ...{ close: () => said.push('close'), cut: () => said.push('cut') },
  };
  const takeIn = () => ({ ok: true, hiveId: 'a' }) as const;
  const parts = { takeIn, metrics: {} as never, dirty: () => {}, named: () => {}, over: () => {} };
  const link = new Link({ number: 1, connection, ...parts }, 0);
  link.take(Buffer.from(JSON.stringify({ type: 'heartbeat', seq: 1, ...aHeartbeat() })), false);
  for (let held = 0; held < 2; held += 1) link.hold();
  link.tend(60_000);
  for (let held = 0; held < 2; held += 1) link.release(60_000);
  link.tend(61_499);
  expect(said).toEqual(['pause', 'resume']);
  link.tend(61_500);
  expect(said).toEqual(['pause', 'resume', 'ping']);
});
