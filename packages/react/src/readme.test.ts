import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { partNames, withProps } from '../props-reference.ts';
import * as exported from './index.ts';

const read = (path: string) => readFileSync(`${import.meta.dirname}/${path}`, 'utf8');
const readme = read('../README.md');

/** A component, also one that is kept by `memo`. */
const isPart = ([name, value]: [string, unknown]) =>
  /^[A-Z]\w*[a-z]/.test(name) &&
  (typeof value === 'function' || (typeof value === 'object' && value !== null && '$$typeof' in value));

test('the README has every exported part with the props that it has; `npm run props` writes them', () => {
  const parts = Object.entries(exported)
    .filter(isPart)
    .map(([name]) => name);
  expect(parts.length).toBeGreaterThan(20);
  expect(partNames().filter((name) => name in exported)).toEqual(partNames());
  expect(partNames()).toEqual(expect.arrayContaining(parts));
  expect(readme).toBe(withProps(readme));
});

test('every part has a sentence on what it is', () => {
  const sections = readme.split('\n### `<').slice(1);
  expect(sections.length).toBe(partNames().length);
  expect(sections.filter((section) => !/^\w+>`\n\n\w/.test(section))).toEqual([]);
});

test('the README has every custom property of the parts, and no other', () => {
  const sources = globSync('**/*.{css,ts,tsx}', { cwd: import.meta.dirname })
    .map(read)
    .join('\n');
  const named = (text: string) =>
    new Set([...text.matchAll(/--rbee-[a-z0-9-]*[a-z0-9]/g)].map(([name]) => name));
  expect([...named(readme)].sort()).toEqual([...named(sources)].sort());
});
