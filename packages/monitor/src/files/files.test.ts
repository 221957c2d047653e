import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Answer, ask, createFiles, KeptFiles, Refusals } from './files.ts';

const readOnce = (path: string) => readFileSync(path, 'utf8');
const openFiles = () => readdirSync('/proc/self/fd').length;

test.runIf(process.platform === 'linux')('a file that stays open gives its current text at each read', () => {
  const kept = new KeptFiles(8, readOnce);
  const [first, second] = [kept.read('/proc/uptime'), kept.read('/proc/uptime')].map(Number.parseFloat);
  expect(second).toBeGreaterThanOrEqual(first ?? 0);
  expect(kept.read('/proc/self/comm')).toBe(readOnce('/proc/self/comm'));
  kept.close();
});

test.runIf(process.platform === 'linux')(
  'a file that stays open is gone after its process has ended',
  async () => {
    const kept = new KeptFiles(8, readOnce);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const path = `/proc/${child.pid}/stat`;
    expect(kept.read(path)).toMatch(/^\d+ \(/);
    const before = openFiles();
    child.kill();
    await once(child, 'exit');
    expect(ask(() => kept.read(path))).toEqual({ ok: false, refusal: 'gone' });
    expect(openFiles()).toBe(before - 1);
  },
);

test.runIf(process.platform === 'linux')(
  'at most the given number of files stays open, and a file that is no longer read is closed',
  () => {
    const kept = new KeptFiles(2, readOnce);
    const before = openFiles();
    for (const name of ['uptime', 'loadavg', 'meminfo', 'version'])
      expect(kept.read(`/proc/${name}`)).not.toBe('');
    expect(openFiles()).toBe(before + 2);
    for (let turn = 0; turn < 13; turn += 1) {
      kept.read('/proc/uptime');
      kept.endSample();
    }
    expect(openFiles()).toBe(before + 1);
    kept.close();
    expect(openFiles()).toBe(before);
  },
);

test.runIf(process.platform === 'linux')(
  'a long file is read in several parts without being opened again',
  () => {
    const kept = new KeptFiles(8, () => {
      throw new Error('opened again');
    });
    const start = readOnce('/proc/kallsyms').slice(0, 4 * 1024 * 1024);
    expect(start.length).toBeGreaterThan(100_000);
    for (let read = 0; read < 2; read += 1) expect(kept.read('/proc/kallsyms') === start).toBe(true);
    kept.close();
  },
);

test('a file that cannot be opened gives an error and is not kept', () => {
  const kept = new KeptFiles(8, readOnce);
  expect(ask(() => kept.read('/nowhere/stat'))).toEqual({ ok: false, refusal: 'gone' });
  kept.close();
});

test('a file that may not be read is tried again after ten samples', () => {
  const refusals = new Refusals();
  const asked: number[] = [];
  for (let sample = 0; sample < 21; sample += 1) {
    if (!refusals.isRefused('io')) {
      asked.push(sample);
      refusals.add('io');
    }
    expect(refusals.isRefused('stat')).toBe(false);
    refusals.endSample();
  }
  expect(asked).toEqual([0, 10, 20]);
});

test('a text is read up to the given number of bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-files-'));
  const path = join(folder, 'long');
  writeFileSync(path, 'x'.repeat(5 * 1024 * 1024));
  const files = createFiles();
  const length = (answer: Answer<string>) => (answer.ok ? answer.value.length : answer.refusal);
  expect(length(files.text(path, 70_000))).toBe(70_000);
  expect([length(files.text(path)), length(files.again(path))]).toEqual([4 * 1024 * 1024, 4 * 1024 * 1024]);
  const pieces: number[] = [];
  const isSecond = (piece: string) => pieces.push(piece.length) === 2;
  const text = files.text(path, 70_000, isSecond);
  expect(pieces).toHaveLength(2);
  expect(length(text)).toBe(pieces.reduce((sum, it) => sum + it));
  rmSync(folder, { recursive: true });
});

test.runIf(process.platform === 'linux')(
  'a file whose process has ended is opened again, because another process may reuse the pid',
  async () => {
    const kept = new KeptFiles(8, readOnce);
    const directory = mkdtempSync(join(tmpdir(), 'rbee-files-'));
    const place = join(directory, '70');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    symlinkSync(`/proc/${child.pid}`, place);
    expect(kept.read(`${place}/stat`)).toMatch(new RegExp(`^${child.pid} `));
    child.kill();
    await once(child, 'exit');
    rmSync(place);
    symlinkSync('/proc/self', place);
    expect(kept.read(`${place}/stat`)).toMatch(new RegExp(`^${process.pid} `));
    kept.close();
    rmSync(directory, { recursive: true });
  },
);

test('a process that reuses a pid is not refused what was refused for the process before it', () => {
  const refusals = new Refusals();
  for (const path of ['/proc/70/io', '/proc/701/io']) refusals.add(path);
  refusals.forget('/proc/70');
  expect(['/proc/70/io', '/proc/701/io'].map((it) => refusals.isRefused(it))).toEqual([false, true]);
});

test('of the names in a directory at most as many as wanted are read', () => {
  const root = mkdtempSync(join(tmpdir(), 'rbee-files-'));
  for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), '');
  const files = createFiles();
  expect(files.names(root, 2)).toMatchObject({ value: { length: 2 } });
  const all = files.names(root, 9);
  expect(all.ok && all.value.toSorted()).toEqual(['a', 'b', 'c']);
  expect(files.names(join(root, 'none'), 2)).toEqual({ ok: false, refusal: 'gone' });
  expect(files.names(join(root, 'a'), 2)).toEqual({ ok: false, refusal: 'gone' });
  rmSync(root, { recursive: true });
});
