import { expect, test } from 'vitest';
import { Avoided } from './avoided.ts';

test('a file that blocks is avoided alone; after a second one all files of its process but stat are', () => {
  const avoided = new Avoided('/host/proc');
  const first = avoided.keyOf('/host/proc/70/cmdline');
  avoided.set([first]);
  expect(avoided.has('/host/proc/70/cmdline')).toBe(true);
  expect(avoided.has('/host/proc/70/environ')).toBe(false);
  expect(avoided.hidesProcess).toBe(true);
  avoided.set([first, avoided.keyOf('/host/proc/70/environ')]);
  expect(['cmdline', 'environ', 'fd', 'ns/net'].map((it) => avoided.has(`/host/proc/70/${it}`))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(avoided.has('/host/proc/70/stat')).toBe(false);
  expect(avoided.has('/host/proc/7/environ')).toBe(false);
});

test('a process whose stat blocks is avoided', () => {
  const avoided = new Avoided('/proc');
  avoided.set([avoided.keyOf('/proc/70/stat')]);
  expect(avoided.has('/proc/70/stat')).toBe(true);
  expect(avoided.has('/proc/70/fd/1')).toBe(true);
});

test('a store that blocks is avoided for every process, and hides no process', () => {
  const avoided = new Avoided('/proc');
  avoided.set([avoided.keyOf('/proc/70/root/mnt/ollama/manifests')]);
  expect(avoided.has('/proc/71/root/mnt/ollama/manifests')).toBe(true);
  expect(avoided.has('/proc/71/root/mnt/other/manifests')).toBe(false);
  expect(avoided.has('/proc/70/cmdline')).toBe(false);
  expect(avoided.hidesProcess).toBe(false);
});

test('any other file is avoided alone', () => {
  const avoided = new Avoided('/proc');
  avoided.set([avoided.keyOf('/proc/meminfo')]);
  expect(avoided.has('/proc/meminfo')).toBe(true);
  expect(avoided.has('/proc/stat')).toBe(false);
});
