import { expect, test } from 'vitest';
import { queenAddress } from './queen-address.ts';

test.each([
  ['http://localhost:7833/assets/index-4f2a.js', 'http://localhost:7833'],
  ['http://localhost:5173/src/main.tsx', 'http://localhost:5173'],
  ['https://example/rbee/assets/index-4f2a.js', 'https://example/rbee'],
  ['https://example/tools/r%20bee/assets/index.js?v=1#top', 'https://example/tools/r%20bee'],
])('the queen of the script %s is at %s', (script, expected) => {
  expect(queenAddress(script)).toBe(expected);
});
