import { createCheck, HeartbeatSchema } from '@rbee/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Disturbance, type TrueProcess, type UnsteadyMachine, unsteadyFiles } from '../testing/index.ts';
import { createMonitor } from './create-monitor.ts';

const SERVERS: readonly (readonly string[])[] = [
  ['vllm', 'serve', 'org/one', '--port', '8001'],
  ['llama-server', '-m', 'two.gguf', '--port', '8002'],
];
const STRANGERS: readonly (readonly string[])[] = [['VLLM::EngineCore'], ['python3', 'x.py'], ['sleep', '9']];
const DISTURBANCES: readonly Disturbance[] = ['vanish', 'permission', 'cut', 'garbage', 'backwards'];

/** One second of a machine's life: what happens, to whom, and which reads are disturbed how. */
const second = fc.record({
  event: fc.constantFrom('work', 'fork', 'end', 'reuse', 'exec', 'clock back', 'clock ahead', 'nothing'),
  who: fc.nat(),
  what: fc.nat(),
  disturbances: fc.array(fc.record({ read: fc.nat(60), how: fc.constantFrom(...DISTURBANCES) }), {
    maxLength: 6,
  }),
});
type Second = typeof second extends fc.Arbitrary<infer T> ? T : never;

const born = (
  pid: number,
  parent: number,
  start: number,
  argv: readonly string[],
  cpuTicks = 0,
): TrueProcess => ({ pid, parent, start, argv, cpuTicks, reapedTicks: 0, readBytes: cpuTicks * 1e6 });

function createMachine() {
  const processes = new Map(SERVERS.map((argv, at) => [10 + at, born(10 + at, 1, 1000 + at, argv, 5000)]));
  processes.set(1, born(1, 0, 1, ['init']));
  let reads = 0;
  let disturbed = new Map<number, Disturbance>();
  const machine: UnsteadyMachine & { next(disturbances: Second['disturbances']): void } = {
    processes,
    uptimeS: 500,
    bootTimeS: 1_700_000_000,
    disturb: () => {
      reads += 1;
      return disturbed.get(reads) ?? 'none';
    },
    next: (disturbances) => {
      reads = 0;
      disturbed = new Map(disturbances.map(({ read, how }) => [read, how]));
    },
  };
  return machine;
}

/** Lets a second pass; no process works more than a CPU can. */
function live(machine: ReturnType<typeof createMachine>, { event, who, what }: Second, at: number): void {
  const { processes } = machine;
  const others = [...processes.values()].filter(({ pid }) => pid > 1);
  const it = others[who % others.length];
  const argv = STRANGERS[what % STRANGERS.length] ?? [];
  machine.uptimeS += 1;
  for (const each of others.slice(0, 2)) each.cpuTicks += what % 100;
  if (event === 'clock back') machine.bootTimeS -= 3600;
  if (event === 'clock ahead') machine.bootTimeS += 3600;
  if (!it) return;
  if (event === 'fork') processes.set(100 + at, born(100 + at, it.pid, 50_000 + at * 100, argv));
  if (event === 'reuse') processes.set(it.pid, born(it.pid, 1, 50_000 + at * 100, argv));
  if (event === 'exec') it.argv = argv;
  if (event === 'end') {
    processes.delete(it.pid);
    for (const child of others) if (child.parent === it.pid) child.parent = 1;
    const parent = processes.get(it.parent);
    if (parent) parent.reapedTicks += it.cpuTicks + it.reapedTicks;
  }
}

const heartbeat = createCheck(HeartbeatSchema);
const SECONDS = 20;

test('[W2] [W4] ten thousand disturbances of /proc: nothing thrown, nothing negative, no giant rate, no wrong tree', () => {
  fc.assert(
    fc.property(fc.array(second, { minLength: SECONDS, maxLength: SECONDS }), (seconds) => {
      const machine = createMachine();
      let nowMs = 0;
      const clocks = { monotonicMs: () => nowMs, nowMs: () => machine.bootTimeS * 1000 + nowMs };
      const options = {
        version: '1',
        platform: 'linux',
        procRoot: '/proc',
        cgroupRoot: '/none',
        ...clocks,
      } as const;
      const monitor = createMonitor(options, unsteadyFiles(machine));
      for (const [at, it] of seconds.entries()) {
        live(machine, it, at);
        machine.next(it.disturbances);
        nowMs += 1000;
        const { timestamp, workers, node } = monitor.sample();
        expect(heartbeat.mismatch({ hive_id: 'h', timestamp, workers, node })).toBeNull();
        expect(new Set(workers.map(({ group, instance }) => `${group}/${instance}`)).size).toBe(
          workers.length,
        );
        const members = workers.reduce((sum, { pids = 0 }) => sum + pids, 0);
        expect(members).toBeLessThanOrEqual(machine.processes.size - 1);
        for (const worker of workers) {
          expect(machine.processes.has(worker.pid)).toBe(true);
          expect(worker.pid).toBeGreaterThan(1);
          expect(worker.cpu_pct).toBeLessThanOrEqual(400);
          expect(worker.io_r_mb_s).toBeLessThanOrEqual(2 ** 20);
        }
      }
      monitor.close();
    }),
    { numRuns: 250 },
  );
});

test('an undisturbed machine is seen as it is', () => {
  const machine = createMachine();
  let nowMs = 0;
  const options = { version: '1', platform: 'linux', procRoot: '/proc', cgroupRoot: '/none' } as const;
  const monitor = createMonitor({ ...options, monotonicMs: () => nowMs }, unsteadyFiles(machine));
  monitor.sample();
  const still: Second = { event: 'nothing', who: 0, what: 42, disturbances: [] };
  live(machine, still, 0);
  nowMs += 1000;
  expect(monitor.sample().workers).toMatchObject([
    { instance: '8001', model: 'org/one', cpu_pct: 42, pids: 1 },
    { instance: '8002', model: 'two', cpu_pct: 42, pids: 1 },
  ]);
});
