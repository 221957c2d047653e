import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT } from './packages.ts';
import { withVersion } from './with-version.ts';

test('another version is given to a package and to what it has of the others', () => {
  const text = (version: string) => `{
  "name": "a",
  "version": "${version}",
  "dependencies": {
    "b": "${version}",
    "other": "1.0.0"
  }
}
`;
  expect(withVersion(text('1.0.0'), '1.1.0', ['a', 'b'])).toBe(text('1.1.0'));
});

test('nothing else of a package.json changes', () => {
  const text = readFileSync(`${ROOT}apps/rbee/package.json`, 'utf8');
  const { version } = JSON.parse(text);
  expect(withVersion(text, version, ['@rbee/queen'])).toBe(text);
});
