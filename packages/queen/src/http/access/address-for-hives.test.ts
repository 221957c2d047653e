import { expect, test } from 'vitest';
import { addressForHives } from './address-for-hives.ts';

test.each([
  ['http://queen.local:7833', '0.0.0.0', 'http://queen.local:7833'],
  ['http://localhost:7833', '0.0.0.0', 'http://gpu-box:7833'],
  ['http://localhost:17833', '::', 'http://gpu-box:7833'],
  ['https://127.0.0.1:7833', '0.0.0.0', 'https://gpu-box:7833'],
  ['http://[::1]:7833', '192.0.2.1', 'http://192.0.2.1:7833'],
  ['http://localhost:7833', '2001:db8::1', 'http://[2001:db8::1]:7833'],
  ['http://localhost:7833', '127.0.0.1', 'http://localhost:7833'],
  ['http://192.0.2.7:7833', '0.0.0.0', 'http://192.0.2.7:7833'],
])('[A3] reached at %s, a queen that listens on %s gives hives the address %s', (baseUrl, host, expected) => {
  const reached = { baseUrl, https: baseUrl.startsWith('https'), isProxied: false, pin: undefined };
  expect(addressForHives(reached, { host, port: 7833, machine: 'gpu-box' })).toBe(expected);
});

test('[A3] behind a proxy the address is the one that the proxy was asked for', () => {
  const reached = { baseUrl: 'https://localhost/rbee', https: true, isProxied: true, pin: undefined };
  expect(addressForHives(reached, { host: '0.0.0.0', port: 7833, machine: 'gpu-box' })).toBe(reached.baseUrl);
});
