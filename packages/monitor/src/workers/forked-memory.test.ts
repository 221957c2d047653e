import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { aProcess } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { createMonitor } from '../index.ts';
import { ForkedMemory, type Resident } from './forked-memory.ts';

const SHARED_KIB = 800 * 1024;

/** Each process has 1000 MiB, of which it shares 800 with all other processes. */
function createMachine(among: number, tookMs = 0) {
  let ms = 0;
  const asked: string[] = [];
  const files: Files = {
    ...createFiles(),
    text: (path) => {
      ms += tookMs;
      asked.push(path.replace(/\D+/g, ''));
      const proportional = 200 * 1024 + SHARED_KIB / among;
      return { ok: true, value: `Pss_Anon: ${proportional} kB\nAnonymous: ${1000 * 1024} kB\n` };
    },
  };
  const memory = new ForkedMemory(files, '/proc', () => ms);
  return {
    asked,
    at: (members: readonly Resident[], atMs: number) => {
      const mib = memory.countedAgainMib(members, atMs);
      memory.endSample();
      return mib;
    },
  };
}

const rank = (pid: number, stackStart = '140000', fresh = false, mib = 1000): Resident => ({
  process: aProcess(pid, 1, 'python3', { stackStart, fresh }),
  mib,
});
const RANKS = [1, 2, 3, 4].map((pid) => rank(pid));

test('memory that forked ranks share is counted once', () => {
  expect(createMachine(4).at(RANKS, 0)).toBeCloseTo(3 * 800);
});

test.each([
  ['run programs of their own', ['140000', '150000']],
  ['hide their stack address', ['0', '0']],
])('the shared memory of processes that %s is not measured', (_, stacks) => {
  const machine = createMachine(2);
  const members = stacks.map((stack, at) => rank(at, stack));
  expect([machine.at(members, 0), machine.asked]).toEqual([0, []]);
});

test('a process that was just forked and a very large process are not measured', () => {
  const machine = createMachine(2);
  expect(machine.at([rank(1), rank(2, '140000', true)], 0)).toBe(0);
  expect(machine.at([rank(1), rank(2, '140000', false, 20_000)], 0)).toBe(0);
  expect(machine.asked).toEqual([]);
});

test('a measurement is valid for ten seconds, or until the number of processes changes', () => {
  const machine = createMachine(4);
  machine.at(RANKS, 0);
  expect(machine.at(RANKS, 9_000)).toBeCloseTo(2400);
  expect(machine.asked).toHaveLength(4);
  machine.at(RANKS, 10_000);
  expect(machine.asked).toHaveLength(8);
  machine.at(RANKS.slice(1), 11_000);
  expect(machine.asked).toHaveLength(11);
});

test('measuring stops after 2 ms per sample, and takes at most a thousandth of the time', () => {
  const machine = createMachine(4, 50);
  expect([1, 2, 3, 4].map((second) => Math.round(machine.at(RANKS, second * 1000)))).toEqual([
    600, 1200, 1800, 2400,
  ]);
  for (let second = 5; second <= 100; second += 1) machine.at(RANKS.slice(second % 2), second * 1000);
  expect(machine.asked.filter((pid) => pid === '2')).toHaveLength(2);
});

test('shared memory is never more than resident memory', () => {
  expect(createMachine(4).at([rank(1, '140000', false, 10), rank(2, '140000', false, 20)], 0)).toBe(30);
});

const FORKED =
  'x=$(head -c 100000000 /dev/zero | tr "\\0" a); exec 3<&0; for i in {1..8}; do (read y <&3) & done; echo ready; wait';

test.runIf(process.platform === 'linux')(
  '[W1] the memory that eight forked processes share is counted once',
  { timeout: 30_000 },
  async () => {
    const child = spawn(
      'bash',
      ['-c', `exec -a llama-server bash -c '${FORKED}' llama-server --port 18300`],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    onTestFinished(async () => {
      child.stdin.end();
      await once(child, 'close');
    });
    await once(child.stdout, 'data');
    const monitor = createMonitor({ version: '1' });
    for (let sample = 0; sample < 10; sample += 1) monitor.sample();
    const worker = monitor.sample().workers.find(({ pid }) => pid === child.pid);
    monitor.close();
    expect(worker?.pids).toBe(9);
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
    const ofOne = Number(kib) / 1024;
    expect(worker?.rss_mb).toBeGreaterThan(ofOne - 1);
    expect(worker?.rss_mb).toBeLessThan(1.5 * ofOne);
  },
);
