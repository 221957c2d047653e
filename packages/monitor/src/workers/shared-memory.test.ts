import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { aProcess } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { createMonitor } from '../index.ts';
import { type MemoryBounds, type Resident, SharedMemory } from './shared-memory.ts';

const UNBOUNDED: MemoryBounds = {
  cgroupAnonymousMib: null,
  machineAnonymousMib: null,
  machineMib: null,
};

interface Setting {
  /** Number of processes that share memory. */
  readonly among: number;
  /** How long a measurement takes. */
  readonly tookMs?: number;
  readonly refusal?: 'permission' | 'failed';
  /** Shared memory of each process, MiB. */
  readonly shmem?: number;
}

/** Each process has 1000 MiB of anonymous memory, of which it shares 800 with all other processes. */
function createMachine({ among, tookMs = 0, refusal, shmem = 0 }: Setting) {
  let ms = 0;
  let atMs = -1000;
  const asked: number[] = [];
  const files: Files = {
    ...createFiles(),
    text: (path) => {
      if (path.endsWith('/status')) return { ok: true, value: `RssShmem:\t${shmem * 1024} kB\n` };
      ms += tookMs;
      asked.push(Number(path.replace(/\D+/g, '')));
      if (refusal) return { ok: false, refusal };
      const anonymous = `Pss_Anon: ${Math.round((200 + 800 / among) * 1024)} kB\nAnonymous: ${1000 * 1024} kB\n`;
      return { ok: true, value: `${anonymous}Pss_Shmem: ${Math.round((shmem / among) * 1024)} kB\n` };
    },
  };
  const memory = new SharedMemory(files, '/proc', () => ms);
  /** One sample; returns MiB in whole numbers, and why it is an upper bound. */
  const sample = (
    workers: readonly (readonly Resident[])[],
    bounds: Partial<MemoryBounds> = {},
    stepMs = 1000,
  ) => {
    atMs += stepMs;
    asked.length = 0;
    const sums = workers.map((it) => memory.sum(it, atMs, { ...UNBOUNDED, ...bounds }));
    memory.endSample();
    return sums.map(({ mib, atMost }) => [Math.round(mib), atMost]);
  };
  return { asked, sample };
}

const rank = (pid: number, more: Partial<Resident> & { stack?: string; fresh?: boolean } = {}): Resident => ({
  process: aProcess(pid, 1, 'python3', { stackStart: more.stack ?? '140000', fresh: more.fresh ?? false }),
  mib: 1000,
  fileAndSharedMib: 0,
  codeKib: 100,
  ...more,
});
const ranks = (count: number, first = 1, more: Parameters<typeof rank>[1] = {}) =>
  Array.from({ length: count }, (_, at) => rank(first + at, more));

test('memory that forked ranks share is counted once; until it is measured the sum is an upper bound', () => {
  const machine = createMachine({ among: 4 });
  expect(machine.sample([ranks(4)])).toEqual([[4000, 'not_measured']]);
  expect(machine.sample([ranks(4)])).toEqual([[1600, null]]);
});

test('thirty forks are measured within a few samples, and every worker has its turn', () => {
  const machine = createMachine({ among: 30, tookMs: 4 });
  const workers = [ranks(30), ranks(30, 101, { stack: '150000' })];
  const seen = Array.from({ length: 13 }, () => machine.sample(workers));
  expect(seen.at(-1)).toEqual([
    [6800, null],
    [6800, null],
  ]);
});

test.each([
  ['run programs of their own', ['140000', '150000'], 100],
  ['hide their stack address and have code of other sizes', ['0', '0'], 101],
])('the memory of processes that %s is not measured', (_, stacks, codeKib) => {
  const machine = createMachine({ among: 2 });
  const members = stacks.map((stack, at) => rank(at, { stack, codeKib: at === 0 ? 100 : codeKib }));
  expect(machine.sample([members])).toEqual([[2000, null]]);
  expect(machine.asked).toEqual([]);
});

test('a process that was just forked is not measured', () => {
  const machine = createMachine({ among: 2 });
  machine.sample([[rank(1), rank(2, { fresh: true })]]);
  expect(machine.asked).toEqual([]);
});

test.each([
  ['permission', 'permission'],
  ['failed', 'not_exposed'],
] as const)('[W8] if measuring ends with %s, the sum stays an upper bound', (refusal, reason) => {
  const machine = createMachine({ among: 2, refusal });
  const members = ranks(2, 1, { stack: '0' });
  machine.sample([members]);
  expect(machine.sample([members])).toEqual([[2000, reason]]);
  expect(machine.sample([members], { machineAnonymousMib: 1500 })).toEqual([[1500, reason]]);
});

test('[W8] processes above 64 GiB are not measured, and the sum is at most the memory of the machine', () => {
  const machine = createMachine({ among: 2 });
  const members = ranks(2, 1, { mib: 70_000 });
  machine.sample([members]);
  expect(machine.asked).toEqual([]);
  expect(machine.sample([members], { machineMib: 90_000 })).toEqual([[90_000, 'not_measured']]);
});

test('the anonymous memory of a worker in a cgroup is that of the cgroup, and nothing is measured', () => {
  const machine = createMachine({ among: 4 });
  const members = ranks(4, 1, { mib: 1010, fileAndSharedMib: 10 });
  expect(machine.sample([members], { cgroupAnonymousMib: 1600 })).toEqual([[1640, null]]);
  expect(machine.asked).toEqual([]);
});

test('a cgroup that has less than one of its processes says nothing: memory stays with the cgroup that allocated it', () => {
  const machine = createMachine({ among: 4 });
  machine.sample([ranks(4)], { cgroupAnonymousMib: 5 });
  expect(machine.sample([ranks(4)], { cgroupAnonymousMib: 5 })).toEqual([[1600, null]]);
});

test('shared memory segments are counted once, also among programs that started anew', () => {
  const machine = createMachine({ among: 4, shmem: 100 });
  const members = [1, 2, 3, 4].map((pid) =>
    rank(pid, { stack: `${pid}40000`, mib: 100, fileAndSharedMib: 100 }),
  );
  for (let sample = 0; sample < 2; sample += 1) machine.sample([members]);
  expect(machine.sample([members])).toEqual([[100, null]]);
  expect(machine.sample([members], { cgroupAnonymousMib: 0 })).toEqual([[100, null]]);
});

test('a measurement is valid for ten seconds, or until the number of processes changes', () => {
  const machine = createMachine({ among: 4 });
  machine.sample([ranks(4)]);
  expect(machine.asked).toHaveLength(4);
  machine.sample([ranks(4)], {}, 9000);
  expect(machine.asked).toHaveLength(0);
  machine.sample([ranks(4)], {}, 1000);
  expect(machine.asked).toHaveLength(4);
  machine.sample([ranks(3)]);
  expect(machine.asked).toHaveLength(3);
});

test('repeated measuring stops after 2 ms per sample, and takes at most a thousandth of the time', () => {
  const machine = createMachine({ among: 4, tookMs: 50 });
  for (let second = 0; second < 4; second += 1) machine.sample([ranks(4)]);
  const counts = Array.from({ length: 60 }, () => {
    machine.sample([ranks(4)]);
    return machine.asked.length;
  });
  expect(counts.reduce((sum, it) => sum + it, 0)).toBe(4);
  expect(Math.max(...counts)).toBe(1);
});

test('a sum is never less than what one process has', () => {
  const machine = createMachine({ among: 2 });
  expect(machine.sample([ranks(2)], { machineAnonymousMib: 300 })).toEqual([[1000, 'not_measured']]);
});

test('the sum over some processes of a worker, as for one of its models, does not undo what is known of all', () => {
  const machine = createMachine({ among: 4 });
  const all = ranks(4);
  machine.sample([all, all.slice(0, 2), all.slice(2)]);
  expect(machine.sample([all, all.slice(0, 2), all.slice(2)])[0]).toEqual([1600, null]);
  machine.sample([all, all.slice(0, 2), all.slice(2)]);
  expect(machine.asked).toEqual([]);
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
