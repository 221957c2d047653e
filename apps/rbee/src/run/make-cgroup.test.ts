import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { liftingFiles, limitFiles, makeCgroup } from './make-cgroup.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rbee-cgroup-'));
});

afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const none = { group: 'llm', instance: '8080', cpuPct: undefined, memoryBytes: undefined };
const limits = { ...none, cpuPct: 200, memoryBytes: 2 ** 30 };

test('version 2: enables the controllers down to the cgroup of the worker and sets its limits', () => {
  write('cgroup.controllers', 'cpuset cpu io memory pids\n');
  write('cgroup.subtree_control', 'cpu memory io\n');
  expect(makeCgroup(root, limits)).toEqual({
    kind: 'made',
    directories: [join(root, 'rbee.slice/llm/8080')],
    unset: [],
  });
  expect(read('rbee.slice/llm/8080/cpu.max')).toBe('200000 100000');
  expect(read('rbee.slice/llm/8080/memory.max')).toBe('1073741824');
  expect(read('cgroup.subtree_control')).toBe('cpu memory io\n');
  expect(read('rbee.slice/cgroup.subtree_control')).toBe('+memory');
  expect(read('rbee.slice/llm/cgroup.subtree_control')).toBe('+memory');
});

const hybrid = (): void => {
  for (const name of ['cpu,cpuacct', 'memory', 'blkio', 'pids', 'devices']) write(`${name}/cgroup.procs`, '');
  write('unified/cgroup.procs', '');
  write('unified/cgroup.controllers', '');
};
const places = (made: ReturnType<typeof makeCgroup>) =>
  made.kind === 'made'
    ? made.directories.map((it) => it.slice(root.length + 1).replace('/rbee.slice/llm/8080', '')).sort()
    : made;

test('versions 1 and 2 together: creates a cgroup where a hive reads and where a limit is set', () => {
  hybrid();
  expect(places(makeCgroup(root, none))).toEqual(['blkio', 'cpu,cpuacct', 'unified']);
  expect(places(makeCgroup(root, limits))).toEqual(['blkio', 'cpu,cpuacct', 'memory', 'unified']);
  expect(read('cpu,cpuacct/rbee.slice/llm/8080/cpu.cfs_quota_us')).toBe('200000');
  expect(read('memory/rbee.slice/llm/8080/memory.limit_in_bytes')).toBe('1073741824');
});

test('a cgroup with a process in it or in a descendant is taken', () => {
  hybrid();
  write('pids/rbee.slice/llm/8080/nested/cgroup.procs', '0\n4711\n');
  expect(makeCgroup(root, none)).toEqual({ kind: 'taken', pid: 4711 });
});

test('removes in every hierarchy what a killed run left', () => {
  hybrid();
  for (const name of ['cpu,cpuacct', 'memory', 'pids'])
    mkdirSync(join(root, name, 'rbee.slice/llm/8080/nested'), { recursive: true });
  expect(places(makeCgroup(root, none))).toEqual(['blkio', 'cpu,cpuacct', 'unified']);
  expect(['memory', 'pids', 'cpu,cpuacct'].map((it) => readdirSync(join(root, it)))).toEqual([
    ['cgroup.procs'],
    ['cgroup.procs'],
    ['cgroup.procs', 'rbee.slice'],
  ]);
  expect(readdirSync(join(root, 'cpu,cpuacct/rbee.slice/llm/8080'))).toEqual([]);
});

test('lifts the old limits of a cgroup that cannot be removed', () => {
  write('cgroup.controllers', 'cpu io memory\n');
  write('rbee.slice/llm/8080/memory.max', '1048576');
  makeCgroup(root, { ...none, cpuPct: 50 });
  expect(read('rbee.slice/llm/8080/memory.max')).toBe('max');
  expect(read('rbee.slice/llm/8080/cpu.max')).toBe('50000 100000');
});

test('creates the cgroup without a limit that cannot be set, and names that limit', () => {
  hybrid();
  write('memory/rbee.slice', '');
  const made = makeCgroup(root, limits);
  expect(made).toMatchObject({
    unset: [{ limit: 'memory', reason: `${root}/memory cannot be written (ENOTDIR)` }],
  });
  expect(places(made)).toEqual(['blkio', 'cpu,cpuacct', 'unified']);
  expect(read('cpu,cpuacct/rbee.slice/llm/8080/cpu.cfs_quota_us')).toBe('200000');
});

test('says why no cgroup can be created', () => {
  write('cgroup.controllers', 'cpu\n');
  write('rbee.slice', '');
  const reason = `${root} cannot be written (ENOTDIR)`;
  expect(makeCgroup(root, limits)).toEqual({ kind: 'none', reason });
});

const texts = (version: 1 | 2, cpuPct?: number, memoryBytes?: number) =>
  limitFiles(version, { cpuPct, memoryBytes }).map(({ name, text }) => `${name}=${text}`);

test('writes limits in the format of each cgroup version', () => {
  expect(texts(2, 200, 2 ** 30)).toEqual(['cpu.max=200000 100000', 'memory.max=1073741824']);
  expect(texts(1, 12.5, 2 ** 20)).toEqual([
    'cpu.cfs_period_us=100000',
    'cpu.cfs_quota_us=12500',
    'memory.limit_in_bytes=1048576',
  ]);
  expect(texts(2)).toEqual([]);
});

test('the smallest CPU limit is the least that the kernel accepts: 1 ms of each period', () => {
  expect(texts(2, 1)).toEqual(['cpu.max=1000 100000']);
});

test('lifts the limits that are not set', () => {
  expect(liftingFiles(2, none).map(({ name, text }) => `${name}=${text}`)).toEqual([
    'cpu.max=max',
    'memory.max=max',
  ]);
  expect(liftingFiles(1, { ...none, cpuPct: 50 }).map(({ name, text }) => `${name}=${text}`)).toEqual([
    'memory.limit_in_bytes=-1',
  ]);
});
