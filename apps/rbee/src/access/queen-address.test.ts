import { expect, test } from 'vitest';
import { addressForOthers, readQueenAddress } from './queen-address.ts';

test.each([
  ['0.0.0.0', 'http://box:7833'],
  ['::', 'http://box:7833'],
  ['127.0.0.1', 'http://localhost:7833'],
  ['192.168.1.20', 'http://192.168.1.20:7833'],
  ['fd00::1', 'http://[fd00::1]:7833'],
])('others reach a queen on %s at %s', (host, url) => {
  expect(addressForOthers({ host, port: 7833, scheme: 'http' }, 'box')).toBe(url);
});

const PIN = 'k'.repeat(43);

test.each([
  [`{"url": "https://q:7833", "pin": "${PIN}"}`, { url: 'https://q:7833', pin: PIN }],
  ['{"url": "https://q:7833", "pin": "k"}', null],
  ['{"url": "http://q"}', { url: 'http://q' }],
  ['{"url": "no address"}', null],
  [`{"url": "http://q/${'x'.repeat(3_000)}"}`, null],
  ['{"url": 1}', null],
  ['null', null],
  ['{', null],
])('of %j the address is %j', (text, expected) => {
  expect(readQueenAddress('/d/queen.json', () => ({ ok: true, text }))).toEqual(expected);
});

test('without a file there is no address', () => {
  expect(readQueenAddress('/d/queen.json', () => ({ ok: false, code: 'ENOENT' }))).toBeNull();
});
