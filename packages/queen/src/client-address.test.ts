import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddresses, shareAddress, wholeAddress, wholeAddresses } from './client-address.ts';

const from = (remoteAddress: string | undefined, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::1', '0000000000000000'],
  ['2001:db8:1:2:3:4:5:6', '20010db800010002'],
  ['2001:db8:1:2::', '20010db800010002'],
  ['fe80::1%eth0', 'fe80000000000000'],
  ['no address', 'local'],
  [undefined, 'local'],
])('the share of %s is that of %s', (address, share) => {
  expect(shareAddress(address)).toBe(share);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::1', '::1'],
  ['2001:DB8:1:2:0:0:0:6', '2001:db8:1:2::6'],
  ['fe80::1%eth0', 'fe80::1'],
  ['no address', 'local'],
  [undefined, 'local'],
])('the whole address of %s is %s', (address, whole) => {
  expect(wholeAddress(address)).toBe(whole);
});

test('X-Forwarded-For is believed only from a trusted proxy, and only up to the last address that is none', () => {
  const addressOf = clientAddresses(['127.0.0.1', '10.0.0.0/8']);
  expect(addressOf(from('127.0.0.1', '198.51.100.7, 192.0.2.9'))).toBe('192.0.2.9');
  expect(addressOf(from('::ffff:127.0.0.1', '192.0.2.9, 10.1.1.1'))).toBe('192.0.2.9');
  expect(addressOf(from('192.0.2.1', '198.51.100.7'))).toBe('192.0.2.1');
  expect(addressOf(from('127.0.0.1'))).toBe('127.0.0.1');
  expect(clientAddresses([])(from('127.0.0.1', '192.0.2.9'))).toBe('127.0.0.1');
  const wholeOf = wholeAddresses(['127.0.0.1']);
  expect(wholeOf(from('127.0.0.1', '2001:db8::7'))).toBe('2001:db8::7');
  expect(wholeOf(from('2001:db8::1', '2001:db8::7'))).toBe('2001:db8::1');
});

test('a forwarded text that is no address is no key of its own, however long it is', () => {
  const addressOf = clientAddresses(['127.0.0.1']);
  for (const text of ['unknown', 'x'.repeat(8_000), '192.0.2.1:80', '_hidden'])
    expect(addressOf(from('127.0.0.1', text))).toBe('local');
});
