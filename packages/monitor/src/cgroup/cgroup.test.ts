import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captured } from '../../testing/index.ts';
import {
  parseAnonymousBytes,
  parseBlkio,
  parseCpuacctUsage,
  parseCpuStat,
  parseIoStat,
  parsePids,
} from './cgroup-texts.ts';
import { type FoundDirectory, instanceName, uniteInstances } from './instance.ts';

test('reads the captured texts of a v2 cgroup', () => {
  expect(parseCpuStat(captured('cgroup2-cpu-stat.txt'))).toBeCloseTo(0.021851, 9);
  expect(parsePids(captured('cgroup2-procs.txt'))).toEqual([10558, 10567]);
  expect(parseIoStat(captured('cgroup2-io-stat.txt'))).toEqual({
    readBytes: 1459200 + 90430464,
    writtenBytes: 314773504 + 299008000,
  });
});

test('reads the captured texts of a v1 cgroup', () => {
  expect(parseCpuacctUsage(captured('cgroup1-cpuacct-usage.txt'))).toBeCloseTo(0.023147425, 9);
  expect(parseBlkio(captured('cgroup1-blkio-with-limit.txt'))).toEqual({
    readBytes: 8527872,
    writtenBytes: 8392704,
  });
});

test('[W2] a v1 cgroup that does not count I/O is unknown, not zero', () => {
  expect(parseBlkio(captured('cgroup1-blkio-without-limit.txt'))).toBeNull();
});

test('a v2 cgroup without I/O is zero, and a device without counts adds zero', () => {
  expect(parseIoStat('')).toEqual({ readBytes: 0, writtenBytes: 0 });
  expect(parseIoStat('254:0 \n8:0 rbytes=5 wbytes=6\n')).toEqual({ readBytes: 5, writtenBytes: 6 });
  expect(parseIoStat('no such thing')).toBeNull();
});

test('a process of another PID namespace is left out', () => {
  expect(parsePids('0\n12\n0\n')).toEqual([12]);
});

test.each([
  ['llm', 'llm'],
  ['8080.service', '8080'],
  ['8080.scope', '8080'],
  ['rbee-llm.slice', 'llm'],
  ['rbee-8080.service', 'rbee-8080'],
  ['.slice', '.slice'],
  ['x'.repeat(80), 'x'.repeat(64)],
])('directory %s stands for %s', (directory, name) => {
  expect(instanceName(directory)).toBe(name);
});

const directory = (
  path: string,
  pids: number[],
  overrides: Partial<FoundDirectory> = {},
): FoundDirectory => ({
  path,
  version: 1,
  controllers: [],
  pids: new Set(pids),
  groupDirectory: 'llm',
  instanceDirectory: '8080.service',
  ...overrides,
});

test('the same path in several hierarchies is one instance, and a path without processes is no instance', () => {
  const other = { instanceDirectory: '9090.service' };
  const instances = uniteInstances([
    directory('/a', [1, 2]),
    directory('/b', [2, 3]),
    directory('/c', [], other),
  ]);
  expect(instances).toHaveLength(1);
  expect(instances[0]).toMatchObject({ group: 'llm', instance: '8080', pids: new Set([1, 2, 3]) });
});

test('no parser throws or gives a negative number, whatever the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(200), (noise, cut) => {
      for (const name of [
        'cgroup2-cpu-stat',
        'cgroup2-io-stat',
        'cgroup1-blkio-with-limit',
        'cgroup2-procs',
      ]) {
        const text = captured(`${name}.txt`).slice(0, cut) + noise;
        const values = [
          parseCpuStat(text),
          parseCpuacctUsage(text),
          ...Object.values(parseIoStat(text) ?? {}),
          ...Object.values(parseBlkio(text) ?? {}),
          ...parsePids(text),
        ];
        for (const value of values)
          expect(value === null || (value >= 0 && Number.isFinite(value))).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test('the anonymous memory of a cgroup includes nested cgroups, in both versions', () => {
  expect(parseAnonymousBytes('anon 4096\nfile 8192\nanon_thp 7\n')).toBe(4096);
  expect(parseAnonymousBytes('cache 1\nrss 4096\ntotal_cache 2\ntotal_rss 8192\n')).toBe(8192);
  expect(parseAnonymousBytes('anon 40')).toBeNull();
  expect(parseAnonymousBytes('')).toBeNull();
});
