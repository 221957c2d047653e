import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Heartbeat } from '@rbee/contract';
import { expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../../packages/monitor/testing/index.ts';
import { startHive } from './testing/posting-hive.ts';

const pipe = (machine: FakeMachine, path: string) => {
  rmSync(`${machine.procRoot}/${path}`, { force: true });
  execFileSync('mkfifo', [`${machine.procRoot}/${path}`]);
};

const ofUser = (uid: number) => ({ files: { status: `Uid:\t${uid}\t${uid}\t${uid}\t${uid}\n` } });
const server = (pid: number) => ({ pid, argv: ['llama-server', '--port', `${pid}`, '-m', 'a.gguf'] });
const has = (heartbeat: Heartbeat, ...instances: string[]) =>
  instances.every((it) => heartbeat.workers.some(({ instance }) => instance === it));

test.runIf(process.platform === 'linux')(
  '[H10] while a read blocks, heartbeats go on, other workers are seen again, and SIGTERM ends the hive',
  { timeout: 60_000 },
  async () => {
    const machine = createFakeMachine();
    for (const pid of [70, 71, 72]) machine.process(server(pid));
    pipe(machine, '71/cmdline');
    const { child, until } = await startHive(machine);
    const blind = await until((it) => it.node?.unknown?.['workers'] === 'timeout');
    expect(blind).toMatchObject({ workers: [], node: { os: 'linux' } });
    const seeing = await until((it) => has(it, '70', '72'));
    expect(seeing.node?.unknown).toMatchObject({ unreadable_processes: 'timeout' });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

test.runIf(process.platform === 'linux')(
  '[H10] a user with more blocked processes than a hive has threads hides no worker of another user',
  { timeout: 60_000 },
  async () => {
    const machine = createFakeMachine();
    for (let pid = 71; pid < 83; pid += 1) {
      machine.process({ ...server(pid), ...ofUser(1000) });
      pipe(machine, `${pid}/cmdline`);
    }
    machine.process({ ...server(90), ...ofUser(1001) });
    const { until, heartbeats } = await startHive(machine);
    const seeing = await until((it) => has(it, '90'));
    expect(seeing.node?.unknown).toMatchObject({ unreadable_processes: 'timeout' });
    expect(heartbeats[0]).toMatchObject({ workers: [], node: { unknown: { workers: 'timeout' } } });
  },
);

test.runIf(process.platform === 'linux')(
  'a hive whose first sample is blocked hears SIGTERM, and one without a blocked file exits with 0',
  { timeout: 60_000 },
  async () => {
    const blocked = createFakeMachine();
    blocked.process(server(70));
    pipe(blocked, 'meminfo');
    const { child, until } = await startHive(blocked);
    await until(() => true);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    const machine = createFakeMachine();
    machine.process(server(70));
    const well = await startHive(machine);
    await well.until((it) => has(it, '70'));
    well.child.kill('SIGTERM');
    expect(await once(well.child, 'exit')).toEqual([0, null]);
  },
);
