import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { createCheck, HeartbeatSchema } from '@rbee/contract';
import { expect, onTestFinished, test } from 'vitest';
import { createMonitor } from './index.ts';

const heartbeat = createCheck(HeartbeatSchema);

test.skipIf(process.platform !== 'linux')(
  '[W1] a sample of this machine matches the schema of the contract',
  () => {
    const monitor = createMonitor({ version: '0.1.0' });
    for (const sample of [monitor.sample(), monitor.sample()]) {
      expect(heartbeat.mismatch({ hive_id: 'this', ...sample })).toBeNull();
      expect(sample.node.ram_total_mb).toBeGreaterThan(0);
      expect(sample.node.cpu_count).toBeGreaterThan(0);
      if (sample.workers.length > 0) expect(sample.node.unknown ?? {}).not.toHaveProperty('workers');
    }
  },
);

const CGROUPS = '/sys/fs/cgroup';
/** The v2 hierarchy if there is one, else the hierarchy of v1's CPU accounting. */
const HIERARCHIES = [CGROUPS, `${CGROUPS}/unified`].filter((it) => existsSync(`${it}/cgroup.controllers`));
const hierarchy = HIERARCHIES[0] ?? `${CGROUPS}/cpuacct`;
const GROUP = `rbee-monitor-test-${process.pid}`;

/** The directories that were created, the innermost last; null if this user may not create any. */
function makeCgroup(): readonly string[] | null {
  const made: string[] = [];
  const slice = `${hierarchy}/rbee.slice`;
  try {
    for (const path of [slice, `${slice}/${GROUP}`, `${slice}/${GROUP}/8080.service`]) {
      if (existsSync(path)) continue;
      mkdirSync(path);
      made.push(path);
    }
    return made;
  } catch {
    for (const path of made.toReversed()) rmdirSync(path);
    return null;
  }
}

/** A cgroup can be removed once its last process was waited for. A slice that others use stays. */
function removeCgroup(made: readonly string[]): void {
  for (const path of made.toReversed()) {
    try {
      rmdirSync(path);
    } catch (error) {
      if (!path.endsWith('rbee.slice')) throw error;
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

test.skipIf(process.platform !== 'linux')(
  '[W1] a process in a real rbee.slice cgroup is a worker',
  async (context) => {
    const made = makeCgroup();
    if (!made) return context.skip('this user may not make a cgroup here');
    const path = `${hierarchy}/rbee.slice/${GROUP}/8080.service`;
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    onTestFinished(async () => {
      await end(child);
      removeCgroup(made);
    });
    try {
      writeFileSync(`${path}/cgroup.procs`, `${child.pid}`);
    } catch {
      return context.skip('this user may not move a process into its cgroup');
    }
    const own = () => monitor.sample().workers.find((it) => it.group === GROUP);
    let ms = 0;
    const monitor = createMonitor({ version: '0.1.0', monotonicMs: () => ms });
    expect(own()).toMatchObject({
      pid: child.pid,
      instance: '8080',
      model: null,
      unknown: { cpu_pct: 'first_sample', model: 'not_exposed' },
    });
    ms = 1000;
    const second = own();
    expect(second?.unknown ?? {}).not.toHaveProperty('cpu_pct');
    expect(second?.cpu_pct).toBeGreaterThanOrEqual(0);
    expect(second?.rss_mb).toBeGreaterThan(0);
    expect(second?.pids).toBe(readFileSync(`${path}/cgroup.procs`, 'utf8').trim().split('\n').length);
  },
);
