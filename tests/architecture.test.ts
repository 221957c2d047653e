import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, type SourceFile } from './tree.ts';

/** What each workspace may import of the others, and why: the table of docs/architecture.md. */
const TABLE = [
  { from: 'packages/contract', may: [], because: 'every other package loads it, in browsers too' },
  { from: 'packages/monitor', may: ['@rbee/contract'], because: 'reads the machine and uses no network' },
  {
    from: 'packages/hive',
    may: ['@rbee/monitor', '@rbee/contract'],
    because: 'sends the samples of the monitor',
  },
  {
    from: 'packages/queen',
    may: ['@rbee/contract'],
    because: 'does not depend on how samples are taken or shown',
  },
  { from: 'packages/sdk', may: ['@rbee/contract'], because: 'runs in a browser' },
  {
    from: 'packages/react',
    may: ['@rbee/queen-rbee-sdk'],
    because: 'adds only subscriptions and components',
  },
  {
    from: 'apps/dashboard',
    may: ['@rbee/queen-rbee-react', '@rbee/queen-rbee-sdk'],
    because: 'shows only what the sdk gives to every page',
  },
  { from: 'apps/sample-worker', may: [], because: 'stands for a server that does not know this project' },
  {
    from: 'apps/rbee',
    may: ['@rbee/hive', '@rbee/queen', '@rbee/monitor', '@rbee/contract'],
    because: 'composes them',
  },
] as const;

const IN_BROWSER = ['packages/contract', 'packages/sdk', 'packages/react', 'apps/dashboard'];

const sources = filesOf(['packages', 'apps'], /\/src\/.*\.tsx?$/).filter(
  (file) => !/\.test\.tsx?$/.test(file.path),
);
const allCode = filesOf(['packages', 'apps', 'tests', 'scripts', 'bench'], /\.(ts|tsx|mjs|css)$/);

const importsOf = (file: SourceFile): string[] =>
  [...file.text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
const below = (folder: string): SourceFile[] => sources.filter((file) => file.path.startsWith(`${folder}/`));
const breaches = (files: SourceFile[], wrong: (specifier: string, file: SourceFile) => boolean): string[] =>
  files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => wrong(specifier, file))
      .map((specifier) => `${file.path} imports ${specifier}`),
  );

test.each(TABLE)('$from imports only $may: $because', ({ from, may }) => {
  expect(below(from).length).toBeGreaterThan(0);
  const allowed = (specifier: string) =>
    may.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  expect(breaches(below(from), (specifier) => specifier.startsWith('@rbee/') && !allowed(specifier))).toEqual(
    [],
  );
});

test('builders are for tests only', () => {
  expect(breaches(sources, (specifier) => specifier.endsWith('/builders'))).toEqual([]);
});

test.each(IN_BROWSER)('%s runs in a browser: nothing of Node in it', (folder) => {
  expect(breaches(below(folder), (specifier) => specifier.startsWith('node:'))).toEqual([]);
});

test('no package reaches into another by a relative path', () => {
  const outside = (specifier: string, file: SourceFile) =>
    specifier.startsWith('.') &&
    !posix.join(posix.dirname(file.path), specifier).startsWith(`${file.path.split('/src/')[0]}/`);
  expect(breaches(sources, outside)).toEqual([]);
});

test('a room has one door: its index.ts', () => {
  const pastTheDoor = (specifier: string, file: SourceFile) => {
    if (!specifier.startsWith('.')) return false;
    const target = posix.join(posix.dirname(file.path), specifier);
    const room = posix.dirname(target);
    const inside = file.path.startsWith(`${room}/`);
    return !inside && !/\/src$/.test(room) && /\.tsx?$/.test(target) && posix.basename(target) !== 'index.ts';
  };
  expect(breaches(sources, pastTheDoor)).toEqual([]);
});

test('the monitor reads files in src/files alone', () => {
  const files = below('packages/monitor').filter((file) => !file.path.includes('/src/files/'));
  expect(breaches(files, (specifier) => /^node:(fs|net|http|child_process)/.test(specifier))).toEqual([]);
});

test('main.ts alone touches the environment, signals and the exit', () => {
  const touching = sources
    .filter((file) => /^apps\/rbee\//.test(file.path) || /^packages\//.test(file.path))
    .filter((file) => /\bprocess\.(env|exit|on|once|exitCode)\b/.test(file.text));
  expect(touching.map((file) => file.path)).toEqual(['apps/rbee/src/main.ts']);
});

test('files are small: median below 80 lines, nine in ten below 200, none over 350', () => {
  const lines = allCode.map((file) => ({ path: file.path, lines: file.text.split('\n').length }));
  const sorted = lines.map((file) => file.lines).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)];
  expect(at(0.5)).toBeLessThan(80);
  expect(at(0.9)).toBeLessThan(200);
  expect(lines.filter((file) => file.lines > 350)).toEqual([]);
});

test('files are named in kebab case after the one thing in them', () => {
  const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;
  const vague = /^(utils?|helpers?|common|types?|managers?|misc)\./;
  const odd = allCode
    .map((file) => posix.basename(file.path))
    .filter((file) => !name.test(file) || vague.test(file));
  expect(odd).toEqual([]);
});

test.each(TABLE)('$from opens with what it is for', ({ from }) => {
  const door = below(from).find((file) => /\/src\/(index|main)\.tsx?$/.test(file.path));
  expect(door?.text.replace(/^#!.*\n/, '')).toMatch(/^\/\*\*/);
});
