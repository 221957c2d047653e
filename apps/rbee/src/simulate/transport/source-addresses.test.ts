import { expect, test } from 'vitest';
import { sourceAddresses } from './source-addresses.ts';

test.each([
  ['http://localhost:7833', 'linux', 16],
  ['http://127.0.0.1:7833/below', 'linux', 16],
  ['http://127.0.0.1:7833', 'darwin', 1],
  ['http://[::1]:7833', 'linux', 1],
  ['http://127.0.0.1.example:7833', 'linux', 1],
  ['http://10.0.0.1:7833', 'linux', 1],
] as const)('connections to %s on %s come from %d addresses', (queen, platform, count) => {
  const next = sourceAddresses(new URL(queen), platform);
  const addresses = new Set(Array.from({ length: 100 }, () => next().localAddress));
  expect(addresses.size).toBe(count);
  expect(addresses.has(undefined)).toBe(count === 1);
});
