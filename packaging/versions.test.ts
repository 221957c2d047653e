import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHART, FOLDERS, manifestOf, ROOT, workspaceFolders } from './packages.ts';
import { chartWithVersion } from './with-version.ts';

const root = manifestOf('.');
const ours = workspaceFolders().map(manifestOf);

test('all packages have one version', () => {
  expect(ours.map(({ name, version }) => [name, version])).toEqual(
    ours.map(({ name }) => [name, root.version]),
  );
});

test('CHANGELOG.md begins with that version', () => {
  const [, newest] = /^## (\S+)/m.exec(readFileSync(`${ROOT}CHANGELOG.md`, 'utf8')) ?? [];
  expect(newest).toBe(root.version);
});

test('the Helm chart has that version, and set-version changes it', () => {
  const text = readFileSync(`${ROOT}${CHART}`, 'utf8');
  const versions = (of: string) => [...of.matchAll(/^(?:appV|v)ersion: (.*)$/gm)].map(([, it]) => it);
  expect(versions(text)).toEqual([root.version, root.version]);
  expect(versions(chartWithVersion(text, '9.8.7'))).toEqual(['9.8.7', '9.8.7']);
});

test('a package depends on exactly its own version of the others', () => {
  const names = ours.map((it) => it.name);
  const others = ours.flatMap(({ dependencies }) => Object.entries(dependencies ?? {}));
  const between = others.filter(([name]) => names.includes(name));
  expect(between.length).toBeGreaterThan(10);
  expect(between.filter(([, version]) => version !== root.version)).toEqual([]);
});

test('a published package depends only on packages that are published before it', () => {
  const published: string[] = [];
  for (const { name, dependencies = {} } of FOLDERS.map(manifestOf)) {
    const own = Object.keys(dependencies).filter((it) => ours.some((other) => other.name === it));
    expect(own.filter((it) => !published.includes(it))).toEqual([]);
    published.push(name);
  }
});

test('no workspace can be published by accident, as its package.json leads to sources', () => {
  expect(ours.filter((it) => it.private !== true)).toEqual([]);
});
