import { createCheck, HeartbeatSchema } from '@rbee/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createFakeMachine,
  DESKTOP,
  type FakeMachine,
  MORE_SERVER_TREES,
  SERVER_TREES,
  type ServerTree,
} from '../testing/index.ts';
import { createMonitor } from './index.ts';

const heartbeat = createCheck(HeartbeatSchema);
const TREES = [...SERVER_TREES, ...MORE_SERVER_TREES];

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
  machine.process({ pid: 1, argv: ['/sbin/init'], startTicks: 1 });
});
afterEach(() => machine.remove());

/** Writes a tree with pids from `base` on. A worker without a port has its pid in its name. */
function start({ rows, worker, others = [], files = {} }: ServerTree, base: number) {
  for (const [place, parent, line, more] of rows) {
    const argv = typeof line === 'string' ? line.split(' ') : line;
    const own = parent === 0 ? 1 : base + parent;
    machine.process({ session: base, ...more, pid: base + place, parent: own, argv });
    for (const [path, text] of Object.entries(files)) machine.file(`${base + place}/${path}`, text);
  }
  return [worker, ...others].map(([root, instance, model, pids]) => ({
    pid: base + root,
    group: 'llm',
    instance: instance.replace(/^pid-\d+$/, `pid-${base + root}`),
    model,
    pids,
  }));
}

function found() {
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const monitor = createMonitor({ version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux' });
  const sample = monitor.sample();
  expect(heartbeat.mismatch({ hive_id: 'h', ...sample })).toBeNull();
  return sample.workers
    .map(({ pid, group, instance, model, pids }) => ({ pid, group, instance, model, pids }))
    .toSorted((a, b) => a.pid - b.pid);
}

test.each(TREES)('[W1] $name is one worker', (tree) => {
  const expected = start(tree, 100);
  expect(found()).toEqual(expected);
});

test('[W1] all trees together on a desktop machine are the same workers, and no other process is one', () => {
  const expected = TREES.flatMap((tree, at) => start(tree, 1000 + 10 * at));
  for (const [at, argv] of DESKTOP.entries()) machine.process({ pid: 5000 + at, parent: 1, argv });
  const workers = found();
  expect(workers.map(({ pid, model, pids }) => [pid, model, pids])).toEqual(
    expected.map(({ pid, model, pids }) => [pid, model, pids]),
  );
  expect(new Set(workers.map((it) => it.instance)).size).toBe(workers.length);
});

test.each(DESKTOP)('%s %s %s is no worker', (...argv) => {
  machine.process({ pid: 70, parent: 1, argv });
  expect(found()).toEqual([]);
});
