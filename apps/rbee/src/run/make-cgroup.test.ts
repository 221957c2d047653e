import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCgroup } from './make-cgroup.ts';

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
const names = { group: 'llm', instance: '8080' };
const limits = { cpuPct: 200, memoryBytes: 2 ** 30 };
const none = { cpuPct: undefined, memoryBytes: undefined };

test('version 2: controllers are handed down to the leaf, which holds the limits', () => {
  write('cgroup.controllers', 'cpuset cpu io memory pids\n');
  write('cgroup.subtree_control', 'cpu memory io\n');
  expect(makeCgroup(root, names, limits)).toEqual({
    kind: 'made',
    directories: [join(root, 'rbee.slice/llm/8080')],
    unheld: [],
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

test('versions 1 and 2 side by side: where its use is accounted, and where its limits are', () => {
  hybrid();
  expect(places(makeCgroup(root, names, none))).toEqual(['blkio', 'cpu,cpuacct', 'unified']);
  expect(places(makeCgroup(root, names, limits))).toEqual(['blkio', 'cpu,cpuacct', 'memory', 'unified']);
  expect(read('cpu,cpuacct/rbee.slice/llm/8080/cpu.cfs_quota_us')).toBe('200000');
  expect(read('memory/rbee.slice/llm/8080/memory.limit_in_bytes')).toBe('1073741824');
});

test('a cgroup with a process in it, or in one below, is taken', () => {
  hybrid();
  write('pids/rbee.slice/llm/8080/nested/cgroup.procs', '0\n4711\n');
  expect(makeCgroup(root, names, none)).toEqual({ kind: 'taken', pid: 4711 });
});

test('what a killed run left is removed in every hierarchy', () => {
  hybrid();
  for (const name of ['cpu,cpuacct', 'memory', 'pids'])
    mkdirSync(join(root, name, 'rbee.slice/llm/8080/nested'), { recursive: true });
  expect(places(makeCgroup(root, names, none))).toEqual(['blkio', 'cpu,cpuacct', 'unified']);
  expect(['memory', 'pids', 'cpu,cpuacct'].map((it) => readdirSync(join(root, it)))).toEqual([
    ['cgroup.procs'],
    ['cgroup.procs'],
    ['cgroup.procs', 'rbee.slice'],
  ]);
  expect(readdirSync(join(root, 'cpu,cpuacct/rbee.slice/llm/8080'))).toEqual([]);
});

test('limits of one that cannot be removed are lifted', () => {
  write('cgroup.controllers', 'cpu io memory\n');
  write('rbee.slice/llm/8080/memory.max', '1048576');
  makeCgroup(root, names, { ...none, cpuPct: 50 });
  expect(read('rbee.slice/llm/8080/memory.max')).toBe('max');
  expect(read('rbee.slice/llm/8080/cpu.max')).toBe('50000 100000');
});

test('a limit that cannot be set is named, and the cgroup is made without it', () => {
  hybrid();
  write('memory/rbee.slice', '');
  const made = makeCgroup(root, names, limits);
  expect(made).toMatchObject({
    unheld: [{ limit: 'memory', reason: `${root}/memory cannot be written (ENOTDIR)` }],
  });
  expect(places(made)).toEqual(['blkio', 'cpu,cpuacct', 'unified']);
  expect(read('cpu,cpuacct/rbee.slice/llm/8080/cpu.cfs_quota_us')).toBe('200000');
});

test('why there is no cgroup at all', () => {
  write('cgroup.controllers', 'cpu\n');
  write('rbee.slice', '');
  const reason = `${root} cannot be written (ENOTDIR)`;
  expect(makeCgroup(root, names, limits)).toEqual({ kind: 'cannot', reason });
});
