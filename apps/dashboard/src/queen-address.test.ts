import { expect, test } from 'vitest';
import { queenAddress } from './queen-address.ts';

test.each([
  ['http://localhost:7833/', 'http://localhost:7833'],
  ['http://localhost:7833', 'http://localhost:7833'],
  ['http://localhost:7833/index.html', 'http://localhost:7833'],
  ['https://example/rbee/', 'https://example/rbee'],
  ['https://example/rbee//', 'https://example/rbee'],
  ['https://example/rbee/index.html?a=/b/#/c/', 'https://example/rbee'],
  ['https://example/tools/r%20bee/?x=1#top', 'https://example/tools/r%20bee'],
  ['https://anna:secret@example/rbee/', 'https://example/rbee'],
])('the queen of the page %s is at %s', (page, expected) => {
  expect(queenAddress(page)).toBe(expected);
});
