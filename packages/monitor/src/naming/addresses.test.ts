import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captured } from '../../testing/index.ts';
import { afterLook, chooseAddress, isDue, type KnownAddress } from './address-book.ts';

import { parseNetTcp, parseNetUnix } from './socket-table.ts';

test('parses the listening sockets of the captured files, and no others', () => {
  expect(parseNetTcp(captured('net-tcp.txt'))).toEqual([
    ['407100', { address: '00000000', port: 8124, loopback: false }],
    ['407099', { address: '0100007F', port: 8123, loopback: true }],
  ]);
  expect(parseNetTcp(captured('net-tcp6.txt'))).toEqual([
    ['407102', { address: '0'.repeat(32), port: 8126, loopback: false }],
    ['407101', { address: '00000000000000000000000001000000', port: 8125, loopback: true }],
  ]);
  expect(parseNetUnix(captured('net-unix.txt'))).toEqual([['407105', '/tmp/a socket.sock']]);
});

test('a Unix socket may have a relative path or an abstract name; one without a name is left out', () => {
  const row = (inode: number, name: string) =>
    `0000000000000000: 00000002 00000000 00010000 0001 01 ${inode}${name}\n`;
  expect(parseNetUnix(row(1, ' chat.sock') + row(2, ' @chat') + row(3, '') + row(4, ' '))).toEqual([
    ['1', 'chat.sock'],
    ['2', '@chat'],
  ]);
});

test('an IPv4-mapped IPv6 address is a loopback address only in 127/8', () => {
  const row = (address: string) =>
    `   0: ${address}:1F90 ${'0'.repeat(32)}:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7 1 0 100\n`;
  expect(parseNetTcp(row('0000000000000000FFFF00000100007F'))[0]?.[1].loopback).toBe(true);
  expect(parseNetTcp(row('0000000000000000FFFF00000101A8C0'))[0]?.[1].loopback).toBe(false);
});

test('no parser throws or returns an invalid port', () => {
  const text = fc.oneof(
    fc.string(),
    fc.nat(captured('net-tcp.txt').length).map((end) => captured('net-tcp.txt').slice(0, end)),
  );
  fc.assert(
    fc.property(text, (it) => {
      for (const [, { port }] of parseNetTcp(it)) expect(port).toBeLessThan(65_536);
      parseNetUnix(it);
    }),
  );
});

const open = (...ports: number[]) => ports.map((port) => ({ address: '00000000', port, loopback: false }));
const local = (...ports: number[]) => ports.map((port) => ({ address: '0100007F', port, loopback: true }));
const nothing = { tcp: [], unix: [] };
const choose = (
  of: { root?: ReturnType<typeof open>; servers?: ReturnType<typeof open>; parts?: ReturnType<typeof open> },
  ...ports: number[]
) =>
  chooseAddress(
    {
      root: { tcp: of.root ?? [], unix: [] },
      servers: [{ tcp: of.servers ?? [], unix: [] }],
      parts: [{ tcp: of.parts ?? [], unix: [] }],
    },
    { ports, socket: null },
  );

test.each([
  [
    'the port that it was told, wherever it listens',
    choose({ root: open(80), servers: open(8000) }, 8000),
    '8000',
    true,
  ],
  [
    'the first that listens of the ports that it may have',
    choose({ root: open(9931) }, 8080, 9931),
    '9931',
    true,
  ],
  ["the root's lowest", choose({ root: open(9000, 8500), servers: open(80) }, 8000), '8500', false],
  [
    "the root's, before what it opened to itself",
    choose({ root: [...local(40_001), ...open(50_000)] }),
    '50000',
    false,
  ],
  ['the lowest of its servers', choose({ servers: open(8500, 8400) }, 8000), '8400', false],
  ['a part, where nothing is told', choose({ parts: open(7000) }), '7000', false],
])('the address of a worker is %s', (_, seen, name, sure) => {
  expect(seen).toEqual({ name, sure });
});

test('an internal socket that an engine opens while it starts is not its address', () => {
  expect(choose({ parts: open(29_500) }, 8000)).toBeNull();
  expect(choose({ servers: open(41_000) }, 8000)).toBeNull();
  expect(choose({})).toBeNull();
});

test('a Unix socket is an address if it is configured, or if no address is', () => {
  const listening = { root: { tcp: [], unix: ['/run/b.sock', '/run/a.sock'] }, servers: [], parts: [] };
  expect(chooseAddress(listening, { ports: [], socket: '/run/b.sock' })).toEqual({
    name: 'b.sock',
    sure: true,
  });
  expect(chooseAddress(listening, { ports: [], socket: '/run/c.sock' })).toBeNull();
  expect(chooseAddress(listening, { ports: [], socket: '/x/b.sock' })).toBeNull();
  expect(chooseAddress(listening, { ports: [], socket: './b.sock' })?.name).toBe('b.sock');
  expect(chooseAddress(listening, { ports: [], socket: null })).toEqual({ name: 'a.sock', sure: false });
  expect(chooseAddress(listening, { ports: [8000], socket: null })).toBeNull();
  expect(chooseAddress({ root: nothing, servers: [], parts: [] }, { ports: [], socket: null })).toBeNull();
});

const known = (more: Partial<KnownAddress>): KnownAddress => ({
  address: null,
  refused: false,
  members: 'a',
  version: '1',
  readMs: 0,
  atMs: 0,
  ...more,
});
const likely = { name: '1', sure: false };

test('sockets are read when a worker appears, rarely later, and never again once its address is sure', () => {
  expect(isDue(undefined, 'a', true, 0)).toBe(true);
  expect(isDue(known({}), 'a', true, 9_999)).toBe(false);
  expect(isDue(known({}), 'a', true, 10_000)).toBe(true);
  expect(isDue(known({}), 'a b', true, 999)).toBe(false);
  expect(isDue(known({}), 'a b', true, 1_000)).toBe(true);
  expect(isDue(known({ address: likely }), 'a', true, 10_000)).toBe(true);
  expect(isDue(known({ address: likely }), 'a', false, 10_000)).toBe(false);
  expect(isDue(known({ address: { name: '1', sure: true } }), 'a b', true, 99_000)).toBe(false);
});

test('a name changes only to the configured address, once the worker listens there', () => {
  const sure = { name: '2', sure: true };
  expect(afterLook(undefined, null)).toBeNull();
  expect(afterLook(null, likely)).toBe(likely);
  expect(afterLook(likely, null)).toBe(likely);
  expect(afterLook(likely, { name: '3', sure: false })).toBe(likely);
  expect(afterLook(likely, sure)).toBe(sure);
  expect(afterLook(sure, { name: '3', sure: true })).toBe(sure);
  expect(afterLook(sure, null)).toBe(sure);
});
