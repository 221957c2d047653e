import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, ROOT, type SourceFile } from './tree.ts';

/** Which workspaces each one may import, and why: the table of docs/architecture.md. */
const TABLE = [
  { from: 'packages/contract', may: [], because: 'every other package loads it, in browsers too' },
  { from: 'packages/monitor', may: ['@rbee/contract'], because: 'reads one machine and the servers on it' },
  {
    from: 'packages/hive',
    may: ['@rbee/monitor', '@rbee/contract'],
    because: 'sends the samples of the monitor',
  },
  { from: 'packages/history', may: ['@rbee/contract'], because: 'keeps what the queen hands over' },
  { from: 'packages/access', may: ['@rbee/contract'], because: 'knows who may do what' },
  {
    from: 'packages/queen',
    may: ['@rbee/access', '@rbee/history', '@rbee/contract'],
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
    may: [
      '@rbee/hive',
      '@rbee/queen',
      '@rbee/history',
      '@rbee/access',
      '@rbee/monitor',
      '@rbee/queen-rbee-sdk',
      '@rbee/contract',
    ],
    because: 'composes them',
  },
] as const;

const IN_BROWSER = ['packages/contract', 'packages/sdk', 'packages/react', 'apps/dashboard'];

const sources = filesOf(['packages', 'apps'], /\/src\/.*\.tsx?$/).filter(
  (file) => !/\.test\.tsx?$/.test(file.path),
);
const allCode = filesOf(
  ['packages', 'apps', 'packaging', 'tests', 'scripts', 'bench'],
  /\.(ts|tsx|mjs|css)$/,
);

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

test.each(IN_BROWSER)('%s runs in a browser: it imports nothing of Node', (folder) => {
  expect(breaches(below(folder), (specifier) => specifier.startsWith('node:'))).toEqual([]);
});

test('no package imports files of another by a relative path', () => {
  const outside = (specifier: string, file: SourceFile) =>
    specifier.startsWith('.') &&
    !posix.join(posix.dirname(file.path), specifier).startsWith(`${file.path.split('/src/')[0]}/`);
  expect(breaches(sources, outside)).toEqual([]);
});

test('code outside a folder imports only its index.ts', () => {
  const pastTheDoor = (specifier: string, file: SourceFile) => {
    if (!specifier.startsWith('.')) return false;
    const target = posix.join(posix.dirname(file.path), specifier);
    const room = posix.dirname(target);
    const inside = file.path.startsWith(`${room}/`);
    return !inside && !/\/src$/.test(room) && /\.tsx?$/.test(target) && posix.basename(target) !== 'index.ts';
  };
  expect(breaches(sources, pastTheDoor)).toEqual([]);
});

/** Starts the process that calls NVIDIA's driver; what runs in that process cannot block a sample. */
const BESIDE_THE_MONITOR = ['gpu/nvml/driver-process.ts', 'gpu/nvml/child/'];

/** The only file of the monitor that uses the network: it asks engines on sockets of their own processes ([E1]). */
const ON_THE_NETWORK = 'engines/connection.ts';

const isBeside = ({ path }: SourceFile) => BESIDE_THE_MONITOR.some((it) => path.includes(`/src/${it}`));

test('only src/files of the monitor opens files, and only its GPU driver runs in another process', () => {
  const files = below('packages/monitor').filter((it) => !it.path.includes('/src/files/') && !isBeside(it));
  expect(breaches(files, (specifier) => /^node:(fs|child_process)/.test(specifier))).toEqual([]);
});

test('only one file of the monitor uses the network', () => {
  const files = below('packages/monitor').filter((it) => !isBeside(it));
  const network = breaches(files, (specifier) =>
    /^node:(net|http|https|http2|tls|dgram|dns)/.test(specifier),
  );
  expect(network).toEqual(
    ['node:http', 'node:net'].map((it) => `packages/monitor/src/${ON_THE_NETWORK} imports ${it}`),
  );
});

/** The folders of the monitor; each imports only those before it. */
const MONITOR_ROOMS = [
  'files',
  'rates',
  'gpu',
  'node',
  'processes',
  'cgroup',
  'workers',
  'naming',
  'engines',
  'findings',
];
/** Runs the whole monitor, so nothing else in it imports this folder. */
const THREAD = 'thread';
/** Files of the monitor that every folder may import; they import from no folder. */
const FOR_EVERY_ROOM = ['figure.ts', 'engine-reader.ts', 'gpu-reader.ts'];

test('a folder of the monitor imports only folders that come before it', () => {
  const src = 'packages/monitor/src';
  const placeOf = (path: string) => posix.relative(src, path).split('/')[0] ?? '';
  const isTooHigh = (specifier: string, file: SourceFile) => {
    if (!specifier.startsWith('.')) return false;
    const from = placeOf(file.path);
    const to = placeOf(posix.join(posix.dirname(file.path), specifier));
    if (from === to || FOR_EVERY_ROOM.includes(to)) return false;
    return !MONITOR_ROOMS.slice(0, Math.max(0, MONITOR_ROOMS.indexOf(from))).includes(to);
  };
  const files = below(src).filter((file) =>
    [...MONITOR_ROOMS, ...FOR_EVERY_ROOM].includes(placeOf(file.path)),
  );
  const rooms = below(src).map((file) => placeOf(file.path));
  expect(new Set(rooms.filter((it) => !it.endsWith('.ts')))).toEqual(new Set([...MONITOR_ROOMS, THREAD]));
  expect(breaches(files, isTooHigh)).toEqual([]);
});

const page = readFileSync(`${ROOT}docs/architecture.md`, 'utf8');
const filesIn = (text: string): string[] =>
  [...text.matchAll(/`([a-z/-]+)`/g)].map((match) => match[1] ?? '');
/** A section of docs/architecture.md. Its first paragraph is a walk: the files from one end to another. */
const section = (title: string): string => page.split(`### ${title}\n\n`)[1]?.split('\n### ')[0] ?? '';
const walk = (title: string): string[] => filesIn(section(title).split('\n\n')[0] ?? '');

test('the walk from a process to a worker has at most 15 files, and all files that its section names exist', () => {
  const title = 'From a process to a worker';
  const paths = new Set(below('packages/monitor').map((file) => file.path));
  expect(filesIn(section(title)).filter((name) => !paths.has(`packages/monitor/src/${name}.ts`))).toEqual([]);
  expect(walk(title).length).toBeGreaterThan(10);
  expect(walk(title).length).toBeLessThanOrEqual(15);
});

test.each([
  'From a heartbeat to a stream client',
  'From a request to who it is from',
  'From a heartbeat to the past',
])('the walk %s has at most 15 files, and all of them exist', (title) => {
  const names = walk(title);
  const paths = sources.map((file) => file.path.replace(/^packages\/(\w+)\/src\//, '$1/'));
  const isThere = (name: string) => paths.includes(`${name}.ts`) || paths.includes(`queen/${name}.ts`);
  expect(names.length).toBeGreaterThan(7);
  expect(names.length).toBeLessThanOrEqual(15);
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

test('all files of the walk from a question about the past to its answer exist', () => {
  const names = walk('From a question about the past to its answer');
  const paths = sources.map((file) => file.path);
  const isThere = (name: string) =>
    [`packages/queen/src/${name}.ts`, `packages/${name.replace('/', '/src/')}.ts`].some((it) =>
      paths.includes(it),
    );
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

test('docs/architecture.md links to files that exist, and lists the folders of the monitor in their order', () => {
  const links = [...page.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map((match) => match[1] ?? '');
  const paths = new Set(sources.map((file) => file.path));
  expect(links.filter((link) => !paths.has(link))).toEqual([]);
  const monitor = page.slice(page.indexOf('  monitor/  '), page.indexOf('  hive/  '));
  expect([...monitor.matchAll(/src\/(\w+)\/ /g)].map((match) => match[1])).toEqual([
    ...MONITOR_ROOMS,
    THREAD,
  ]);
});

test('only main.ts uses the environment, signals and the exit status', () => {
  const touching = sources
    .filter((file) => /^apps\/rbee\//.test(file.path) || /^packages\//.test(file.path))
    .filter((file) => /\bprocess\.(env|exit|on|once|exitCode)\b/.test(file.text));
  expect(touching.map((file) => file.path)).toEqual(['apps/rbee/src/main.ts']);
});

test('files are small: the median has fewer than 80 lines, nine in ten fewer than 200, none more than 350', () => {
  const lines = allCode.map((file) => ({ path: file.path, lines: file.text.split('\n').length }));
  const sorted = lines.map((file) => file.lines).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)];
  expect(at(0.5)).toBeLessThan(80);
  expect(at(0.9)).toBeLessThan(200);
  expect(lines.filter((file) => file.lines > 350)).toEqual([]);
});

test('file names are in kebab case and say what is in the file', () => {
  const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;
  const vague = /^(utils?|helpers?|common|types?|managers?|misc)\./;
  const odd = allCode
    .map((file) => posix.basename(file.path))
    .filter((file) => !name.test(file) || vague.test(file));
  expect(odd).toEqual([]);
});

test.each(TABLE)('$from begins with a comment that says what it is for', ({ from }) => {
  const door = below(from).find((file) => /\/src\/(index|main)\.tsx?$/.test(file.path));
  expect(door?.text.replace(/^#!.*\n/, '')).toMatch(/^\/\*\*/);
});
