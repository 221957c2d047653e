import { expect, test } from 'vitest';
import { aLog, manualClock } from '../testing/index.ts';
import { type AccessReason, Refusals } from './refusals.ts';

function someRefusals() {
  const clock = manualClock();
  const counted: AccessReason[] = [];
  const { lines, logger } = aLog(['warn']);
  const refusals = new Refusals({
    access: undefined,
    metrics: { accessRefused: (reason) => counted.push(reason) },
    log: logger,
    monotonic: clock.monotonic,
  });
  const refuse = (owner: string) => refusals.note('unknown', { owner, address: owner, isHeartbeat: false });
  return { clock, counted, lines, refuse };
}

test('an address that is refused is logged once a minute and counted each time', () => {
  const { clock, counted, lines, refuse } = someRefusals();
  for (let times = 0; times < 100; times += 1) refuse('192.0.2.1');
  refuse('192.0.2.2');
  expect([counted.length, lines.length]).toEqual([101, 2]);
  clock.move(60_000);
  refuse('192.0.2.1');
  expect(lines).toHaveLength(3);
});

test('however many addresses are refused, the log gets a bounded number of lines', () => {
  const { clock, lines, refuse } = someRefusals();
  for (let address = 0; address < 10_000; address += 1) refuse(`address ${address}`);
  expect(lines).toHaveLength(256);
  clock.move(60_000);
  refuse('address 0');
  expect(lines).toHaveLength(257);
});
