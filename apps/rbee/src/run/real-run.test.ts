import { once } from 'node:events';
import { createMonitor } from '@rbee/monitor';
import { afterEach, expect, test, vi } from 'vitest';
import { pidsIn } from './cgroup-files.ts';
import { removeCgroup } from './make-cgroup.ts';
import { cgroupsOf, endRuns, noCgroups, rbeeRun } from './testing/rbee-run.ts';

const SLOW = 60_000;
const reason = noCgroups();
const inCgroups = reason === null ? test : test.skip;
const note = reason === null ? '' : ` (skipped: ${reason})`;
const GROUP = `rbee-test-${process.pid}`;

const run = (instance: string, ...rest: string[]) =>
  rbeeRun(['--group', GROUP, '--instance', instance, ...rest]);
const sh = (script: string) => ['--', 'sh', '-c', script];
const node = (script: string) => ['--', process.execPath, '-e', script];

afterEach(async () => {
  endRuns();
  const left = cgroupsOf(GROUP);
  for (const pid of new Set(left.flatMap(pidsIn))) process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => left.flatMap(pidsIn).length === 0, { interval: 10 });
  removeCgroup(left.map((path) => `${path}/x`));
});

inCgroups(
  `the command starts in its cgroup, which is removed at the end${note}`,
  { timeout: SLOW },
  async () => {
    const its = run('first', ...sh('cat /proc/self/cgroup; exit 7'));
    expect(await its.ended).toEqual({ code: 7, signal: null });
    expect(its.output.out).toContain(`:/rbee.slice/${GROUP}/first\n`);
    expect(its.output.err).toBe('');
    expect(cgroupsOf(GROUP)).toEqual([]);
  },
);

inCgroups(
  `a hive finds the worker by its name, and SIGTERM to rbee run ends both${note}`,
  { timeout: SLOW },
  async () => {
    const its = run('seen', ...sh('echo up; exec sleep 300'));
    await its.printed('up');
    const worker = createMonitor({ version: '1' })
      .sample()
      .workers.find(({ group, instance }) => group === GROUP && instance === 'seen');
    expect(worker?.pid).toBe(cgroupsOf(GROUP).flatMap(pidsIn)[0]);
    its.process.kill('SIGTERM');
    expect(await its.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(cgroupsOf(GROUP)).toEqual([]);
  },
);

inCgroups(
  `the command has every variable of the environment, also those that no shell can name${note}`,
  { timeout: SLOW },
  async () => {
    const odd = { 'foo.bar': 'a b', 'BASH_FUNC_x%%': '() {  echo hi\n}', 'a-b': '' };
    const script = `const it = process.env; console.log(JSON.stringify(${JSON.stringify(Object.keys(odd))}.map((name) => it[name])))`;
    const its = rbeeRun(['--group', GROUP, '--instance', 'odd', ...node(script)], { ...process.env, ...odd });
    expect(await its.ended).toEqual({ code: 0, signal: null });
    expect(JSON.parse(its.output.out)).toEqual(Object.values(odd));
  },
);

inCgroups(`--cpu limits the CPU time${note}`, { timeout: SLOW }, async () => {
  const script = `
    const began = performance.now(), used = process.cpuUsage();
    while (performance.now() - began < 1500);
    const { user, system } = process.cpuUsage(used);
    console.log((user + system) / 1000 / (performance.now() - began));`;
  const its = run('cpu', '--cpu', '20%', ...node(script));
  expect(await its.ended).toEqual({ code: 0, signal: null });
  expect(Number(its.output.out)).toBeGreaterThan(0.05);
  expect(Number(its.output.out)).toBeLessThan(0.35);
});

inCgroups(`--memory kills a command that uses more${note}`, { timeout: SLOW }, async () => {
  const its = run(
    'memory',
    '--memory',
    '96M',
    ...node('Buffer.alloc(400 * 2 ** 20, 1); console.log("had it")'),
  );
  expect(await its.ended).toEqual({ code: null, signal: 'SIGKILL' });
  expect(its.output.out).toBe('');
  expect(cgroupsOf(GROUP)).toEqual([]);
});

inCgroups(
  `processes that the command leaves are ended, with a message${note}`,
  { timeout: SLOW },
  async () => {
    const its = run('left', ...sh('sleep 300 & exit 3'));
    expect(await its.ended).toEqual({ code: 3, signal: null });
    expect(its.output.err).toBe('rbee run: the command left 1 process behind; terminating.\n');
    expect(cgroupsOf(GROUP)).toEqual([]);
  },
);

inCgroups(
  `a leftover process that does not end is killed on a second signal${note}`,
  { timeout: SLOW },
  async () => {
    const its = run('stubborn', ...sh('(trap "" TERM; echo up; while :; do sleep 1; done) & exit 3'));
    await vi.waitUntil(() => its.output.err.includes('left'), { timeout: 20_000, interval: 10 });
    its.process.kill('SIGTERM');
    expect(await its.ended).toEqual({ code: 3, signal: null });
    expect(cgroupsOf(GROUP)).toEqual([]);
  },
);

inCgroups(`two workers cannot have the same name${note}`, { timeout: SLOW }, async () => {
  const first = run('taken', '--memory', '512M', '--cpu', '50%', ...sh('echo up; exec sleep 300'));
  await first.printed('up');
  const second = run('taken', '--', 'true');
  expect((await second.ended).code).toBe(2);
  expect(second.output.err).toBe(
    `rbee run: ${GROUP}/taken is in use by another rbee run; choose another --instance.\n`,
  );
  const gone = once(first.process, 'exit');
  first.process.kill('SIGKILL');
  await gone;
  const [pid] = cgroupsOf(GROUP).flatMap(pidsIn);
  const third = run('taken', '--', 'true');
  expect((await third.ended).code).toBe(2);
  expect(third.output.err).toContain(`is in use by process ${pid}; stop it or`);
  process.kill(pid ?? 0, 'SIGKILL');
  await vi.waitUntil(() => cgroupsOf(GROUP).flatMap(pidsIn).length === 0, { interval: 10 });
  const fourth = run('taken', ...sh('cat /proc/self/cgroup'));
  expect(await fourth.ended).toEqual({ code: 0, signal: null });
  expect(fourth.output.out).not.toMatch(/^\d+:memory:.*rbee-test/m); // the limits of the first run do not apply
  expect(cgroupsOf(GROUP)).toEqual([]);
});
