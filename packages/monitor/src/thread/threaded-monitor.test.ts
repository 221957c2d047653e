import { syncBuiltinESMExports } from 'node:module';
import os, { hostname } from 'node:os';
import { expect, test, vi } from 'vitest';
import type { Sample } from '../create-monitor.ts';
import type { SamplerThread } from './sampler-thread.ts';
import type { Reply, Request } from './serve-samples.ts';
import { createThreadedMonitor } from './threaded-monitor.ts';

const SAMPLE = { timestamp: '2025-10-30T20:15:30Z', workers: [], node: {} } as unknown as Sample;

const sampled = (owners: readonly string[] = [], sample = SAMPLE): Reply => ({
  type: 'sample',
  sample,
  owners,
});

interface FakeThread extends SamplerThread {
  count: number;
  path: string;
  readonly requests: Request[];
  readonly reply: (reply: Reply) => void;
  readonly finish: (error?: Error) => void;
  isTold: boolean;
}

/** A monitor with fake threads and a clock that the test moves. */
function setUp() {
  const threads: FakeThread[] = [];
  const lines: string[] = [];
  let nowMs = 0;
  let timers: { readonly dueMs: number; readonly run: () => void }[] = [];
  const monitor = createThreadedMonitor(
    { version: '1', procRoot: '/proc' },
    {
      program: new URL('file:///none'),
      log: { warn: (line) => lines.push(line) },
      monotonicMs: () => nowMs,
      after: (ms, run) => {
        const timer = { dueMs: nowMs + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((it) => it !== timer);
        };
      },
      startThread: (_, reply) => {
        const { promise: ended, resolve: finish } = Promise.withResolvers<Error | undefined>();
        const requests: Request[] = [];
        const thread: FakeThread = {
          count: 0,
          path: '',
          isTold: false,
          ended,
          requests,
          reply,
          finish,
          send: (request) => requests.push(request),
          end: () => {
            thread.isTold = true;
          },
        };
        threads.push(thread);
        return thread;
      },
    },
  );
  const pass = async (ms: number, each: () => void = () => {}) => {
    for (const endMs = nowMs + ms; nowMs < endMs; ) {
      nowMs += 50;
      each();
      const due = timers.filter((it) => it.dueMs <= nowMs);
      timers = timers.filter((it) => it.dueMs > nowMs);
      for (const { run } of due) run();
      await Promise.resolve();
    }
  };
  return { monitor, threads, lines, pass };
}

const thread = (threads: readonly FakeThread[], at: number): FakeThread => {
  const it = threads[at];
  if (!it) throw new Error(`no thread ${at}`);
  return it;
};

/** Lets a thread be blocked by a path. */
const block = (it: FakeThread, path: string) => Object.assign(it, { count: it.count + 1, path });

test('a thread that is blocked is replaced after 2 s by one that avoids what blocked it', async () => {
  const { monitor, threads, lines, pass } = setUp();
  const sample = monitor.sample();
  expect(monitor.sample()).toBe(sample);
  block(thread(threads, 0), '/proc/70/cmdline');
  await pass(2_000);
  expect(threads).toHaveLength(1);
  await pass(500);
  expect(threads).toHaveLength(2);
  expect(thread(threads, 0).isTold).toBe(true);
  expect(thread(threads, 1).requests).toEqual([{ work: 'sample', blocked: ['/proc/70/cmdline'] }]);
  thread(threads, 1).reply(sampled());
  expect(await sample).toBe(SAMPLE);
  expect(lines).toEqual(['Reading /proc/70/cmdline does not end; samples go on without it.']);
});

test('what blocked is read again when the thread that it blocked has ended', async () => {
  const { monitor, threads, pass } = setUp();
  const sample = monitor.sample();
  block(thread(threads, 0), '/proc/70/cmdline');
  await pass(2_500);
  thread(threads, 1).reply(sampled());
  thread(threads, 0).finish();
  await sample;
  void monitor.sample();
  expect(thread(threads, 1).requests.at(-1)).toEqual({ work: 'sample', blocked: [] });
});

test('a slow thread that makes progress is not given up', async () => {
  const { monitor, threads, pass } = setUp();
  void monitor.sample();
  await pass(20_000, () => block(thread(threads, 0), '/proc/70/stat'));
  expect(threads).toHaveLength(1);
});

test('a thread has more time to start', async () => {
  const { monitor, threads, pass } = setUp();
  void monitor.sample();
  await pass(29_000);
  expect(threads).toHaveLength(1);
  await pass(2_000);
  expect(threads).toHaveLength(2);
});

test('the number of blocked threads is bounded, and sampling goes on when one of them ends', async () => {
  const { monitor, threads, lines, pass } = setUp();
  void monitor.sample();
  const blockAll = () => {
    for (const [at, it] of threads.entries()) if (it.count === 0) block(it, `/proc/${at}/cmdline`);
  };
  await pass(60_000, blockAll);
  expect(threads).toHaveLength(8);
  expect(lines.at(-1)).toBe(
    'Reading /proc/7/cmdline does not end; no sample is taken until one of 8 such reads ends.',
  );
  thread(threads, 3).finish();
  await pass(500);
  expect(threads).toHaveLength(9);
  expect(thread(threads, 8).requests.at(-1)?.blocked).toHaveLength(7);
});

test('a thread that fails is started again after 5 s', async () => {
  const { monitor, threads, pass } = setUp();
  const sample = monitor.sample();
  thread(threads, 0).finish(new Error('no memory'));
  await expect(sample).rejects.toThrow('the thread that takes samples ended: Error: no memory');
  void monitor.sample();
  await pass(4_500);
  expect(threads).toHaveLength(1);
  await pass(1_000);
  expect(threads).toHaveLength(2);
});

test('the log says once whose processes are avoided', async () => {
  const { monitor, threads, lines } = setUp();
  const take = async (...owners: string[]) => {
    const sample = monitor.sample();
    thread(threads, 0).reply(sampled(owners));
    await sample;
  };
  const line =
    'Reading the processes of user 1000 does not end; no worker of user 1000 is found until it does.';
  await take('user 1000');
  await take('user 1000');
  expect(lines).toEqual([line]);
  await take();
  await take('user 1000');
  expect(lines).toEqual([line, line]);
});

test('[W2] what is said without a sample has no workers and no figures of the machine, with the reason timeout', () => {
  const { workers, node } = setUp().monitor.late();
  expect(workers).toEqual([]);
  expect(node).toMatchObject({ os: process.platform, hostname: hostname(), gpus: [] });
  const names = [
    'workers',
    'gpus',
    'cpu_pct',
    'load_1',
    'ram_used_mb',
    'swap_used_mb',
    'cpu_count',
    'ram_total_mb',
  ];
  expect(node.unknown).toEqual(Object.fromEntries(names.map((it) => [it, 'timeout'])));
  expect(node.agent.unknown).toEqual({ cpu_pct: 'first_sample', rss_mb: 'timeout' });
});

test('what does not change of the machine is said without a sample, too', async () => {
  const { monitor, threads } = setUp();
  const sample = monitor.sample();
  const node = { ...SAMPLE.node, cpu_count: 8, ram_total_mb: 4096, ram_used_mb: 1000 };
  thread(threads, 0).reply(sampled([], { ...SAMPLE, node }));
  await sample;
  expect(monitor.late().node).toMatchObject({ cpu_count: 8, ram_total_mb: 4096, ram_used_mb: 0 });
  expect(monitor.late().node.unknown).not.toHaveProperty('cpu_count');
});

test('without a sample nothing is asked for which the system reads a file', () => {
  const { monitor } = setUp();
  const readers = [
    vi.spyOn(process.memoryUsage, 'rss'),
    ...(['availableParallelism', 'cpus', 'freemem', 'totalmem', 'loadavg'] as const).map((it) =>
      vi.spyOn(os, it),
    ),
  ];
  syncBuiltinESMExports();
  monitor.late();
  for (const it of readers) expect(it).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

test('a diagnosis waits for a sample before it, and is taken by the next thread if a file blocks it', async () => {
  const { monitor, threads, pass } = setUp();
  const sample = monitor.sample();
  const findings = monitor.diagnose();
  thread(threads, 0).reply(sampled());
  await sample;
  await pass(50);
  expect(thread(threads, 0).requests.map((it) => it.work)).toEqual(['sample', 'diagnose']);
  block(thread(threads, 0), '/proc/70/environ');
  await pass(2_500);
  expect(thread(threads, 1).requests).toEqual([{ work: 'diagnose', blocked: ['/proc/70/environ'] }]);
  thread(threads, 1).reply({ type: 'findings', findings: [] });
  expect(await findings).toEqual([]);
});

test('closing tells whether a thread is blocked', async () => {
  const { monitor, threads, pass } = setUp();
  void monitor.sample();
  const blocked = monitor.close(300);
  await pass(400);
  expect(await blocked).toBe(false);
  const other = setUp();
  void other.monitor.sample();
  const ended = other.monitor.close(300);
  thread(other.threads, 0).finish();
  expect(await ended).toBe(true);
  expect(threads).toHaveLength(1);
});
