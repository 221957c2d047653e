import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captured } from '../../testing/index.ts';
import { firstDecimal, natural } from '../files/index.ts';
import { parseMachineStat, parseMeminfo } from '../node/machine.ts';
import { parseProportionalMemory } from '../workers/shared-memory.ts';
import {
  parseArguments,
  parseAuxiliaryVector,
  parseProcessIo,
  parseProcessPages,
  parseProcessStat,
  pickEnvironment,
} from './process-texts.ts';
import { socketInode } from './socket-inodes.ts';

test('only links of sockets have an inode', () => {
  expect(socketInode('socket:[81201]')).toBe('81201');
  for (const link of ['pipe:[7]', '/socket:[7]', 'socket:[7', 'anon_inode:[eventpoll]', '']) {
    expect(socketInode(link)).toBeNull();
  }
});

test('parses the captured files of a process', () => {
  expect(parseProcessPages(captured('process-statm.txt'))).toEqual({
    resident: 160793,
    shared: 10759,
    code: 10939,
  });
  expect(parseProcessIo(captured('process-io.txt'))).toEqual({ readBytes: 262144, writtenBytes: 5009408 });
  expect(parseArguments(captured('process-cmdline.txt'))).toEqual(['tail', '-n', '0', '-f', '/dev/null']);
});

test('parses anonymous memory of a forked process, and its share of shared pages', () => {
  expect(parseProportionalMemory(captured('process-smaps-rollup.txt'))).toEqual({
    anonymousKib: 195_724,
    proportionalKib: 65_301,
    proportionalShmemKib: 0,
  });
  expect(parseProportionalMemory('Anonymous: 116 kB\n')).toBeNull();
});

test('parses the captured files of a machine', () => {
  expect(parseMachineStat(captured('machine-stat.txt'))).toMatchObject({
    cpuCount: 2,
    busyTicks: 12537 + 0 + 7113 + 0 + 230 + 514,
  });
  expect(parseMachineStat(captured('machine-stat.txt')).bootTimeS).toBeGreaterThan(1e9);
  expect(parseMeminfo(captured('machine-meminfo.txt'))).toMatchObject({
    totalKib: 24684084,
    swapTotalKib: 0,
  });
  expect(firstDecimal(captured('machine-loadavg.txt'))).toBe(0.33);
  expect(firstDecimal(captured('machine-uptime.txt'))).toBe(2418.75);
});

test('reads ticks and page size from the captured auxiliary vector', () => {
  const bytes = Buffer.from(captured('auxv.hex').replaceAll('\n', ''), 'hex');
  expect(parseAuxiliaryVector(bytes)).toEqual({ ticksPerSecond: 100, pageBytes: 4096 });
  const of64k = new Uint8Array(new BigUint64Array([6n, 65536n, 17n, 250n, 0n, 0n]).buffer);
  expect(parseAuxiliaryVector(of64k)).toEqual({ ticksPerSecond: 250, pageBytes: 65536 });
});

test('empty arguments are kept, the NULs after a title are removed', () => {
  expect(parseArguments('a\0\0b\0')).toEqual(['a', '', 'b']);
  expect(parseArguments('VLLM::EngineCore\0\0\0\0')).toEqual(['VLLM::EngineCore']);
  expect(parseArguments('')).toEqual([]);
});

test('only the named environment variables are kept', () => {
  const text = 'LLAMA_ARG_PORT=8081\0HF_TOKEN=hf_planted\0OLD=LLAMA_ARG_PORT=1\0=odd\0';
  expect([...pickEnvironment(text, ['LLAMA_ARG_PORT', 'PORT'])]).toEqual([['LLAMA_ARG_PORT', '8081']]);
});

test('guest time is not counted twice, and idle and waiting time not at all', () => {
  expect(parseMachineStat('cpu  1 2 4 1000 1000 8 16 32 64 128\ncpu0 1 2\n').busyTicks).toBe(63);
});

test('numbers that the kernel cannot have printed are refused', () => {
  for (const text of ['', '-1', '1e3', ' 1', '1.5', '99999999999999999999', '0x1']) {
    expect(natural(text)).toBeNull();
  }
  expect(natural('18446744073709549568')).toBe(2 ** 64 - 2048);
});

test('no parser throws or gives a negative number, whatever the text', () => {
  const names = ['process-stat', 'process-io', 'process-smaps-rollup', 'machine-stat', 'machine-meminfo'];
  const pieces = names.map((name) => captured(`${name}.txt`));
  const mangled = fc
    .tuple(fc.constantFrom(...pieces), fc.nat(2000), fc.nat(2000), fc.string())
    .map(([text, from, to, noise]) => text.slice(0, from) + noise + text.slice(to));
  fc.assert(
    fc.property(fc.oneof(fc.string(), mangled), (text) => {
      const values = [
        parseProcessStat(text),
        parseProcessIo(text),
        parseProportionalMemory(text),
        parseMachineStat(text),
        parseMeminfo(text),
        parseProcessPages(text),
        { decimal: firstDecimal(text) },
      ];
      for (const value of values.flatMap((it) => Object.values(it ?? {}))) {
        if (typeof value === 'number') expect(Number.isFinite(value) && value >= 0).toBe(true);
      }
      parseArguments(text);
      pickEnvironment(text, ['PORT']);
      const units = parseAuxiliaryVector(Buffer.from(text));
      expect(units.ticksPerSecond).toBeGreaterThan(0);
      expect(units.pageBytes).toBeGreaterThan(0);
    }),
  );
});
