import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@rbee/hive';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunSettings } from '../settings/index.ts';
import { type RunEdges, runWorker } from './run-worker.ts';

let root: string;
let said: string[];
const instance = () => root.replace(/.*-/, '');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rbee-run-'));
  said = [];
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'cgroup'));
});

afterEach(() => rmSync(root, { recursive: true }));

/** Creates a program that appends its name and arguments to a file and then runs the script. */
function fake(name: string, script = ''): void {
  const path = join(root, 'bin', name);
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >> ${root}/calls\n${script}\n`);
  chmodSync(path, 0o755);
}

const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');

const BECOMES = 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"';
const REFUSES = 'echo "Failed to start transient scope unit: Access denied" >&2; exit 1';

/** A fake systemd-run(1): prints its version, or runs the command after `--`. */
const fakeSystemd = (version: number, becomes = BECOMES): void => {
  fake(
    'systemd-run',
    `case "$1" in --version) echo "systemd ${version} (${version}.1)"; exit;; esac; ${becomes}`,
  );
  fake('systemctl', 'exit 5');
  mkdirSync(join(root, 'mark'));
};

const edges = (more: Partial<RunEdges> = {}): RunEdges => ({
  platform: 'linux',
  uid: 0,
  cwd: root,
  environment: { PATH: `${root}/bin:/usr/bin:/bin` },
  cgroupRoot: join(root, 'cgroup'),
  systemdMark: join(root, 'mark'),
  ownCgroups: () => '0::/\n',
  clock: systemClock,
  kill: () => {},
  say: (sentence) => said.push(sentence),
  onTerminal: false,
  onSignal: () => {},
  pidOf: async () => undefined,
  ...more,
});

const settings = (limits: Partial<RunSettings> = {}): RunSettings => ({
  group: 'my-llm',
  instance: instance(),
  cpuPct: undefined,
  memoryBytes: undefined,
  ...limits,
});

test('with systemd, the command runs in a scope with its limits', async () => {
  fakeSystemd(257);
  const outcome = await runWorker(
    settings({ cpuPct: 150, memoryBytes: 2 ** 30 }),
    ['sh', '-c', 'exit 5'],
    edges(),
  );
  expect(outcome).toEqual({ code: 5 });
  const unit = String.raw`rbee-my\x2dllm-${instance()}.scope`;
  const properties = [
    '--quiet --collect',
    '--property=CPUAccounting=yes --property=IOAccounting=yes --property=TimeoutStopSec=5s',
    '--property=CPUQuota=150% --property=MemoryMax=1073741824 --expand-environment=no',
  ].join(' ');
  const names = [
    String.raw`--slice=rbee-my\x2dllm.slice`,
    `--unit=${unit}`,
    `--description=rbee run my-llm/${instance()}`,
  ].join(' ');
  expect(calls()).toEqual([
    'systemd-run --version',
    `systemd-run --scope ${properties} -- true`,
    `systemd-run --scope ${names} ${properties} -- sh -c exit 5`,
    `systemctl --quiet stop ${unit}`,
  ]);
  expect(said).toEqual([
    `rbee run: my-llm/${instance()} is limited to 1.5 CPU cores and 1024 MiB of memory.`,
  ]);
});

test("uses the systemd of the user's session; an old systemd-run gets no --expand-environment", async () => {
  fakeSystemd(252);
  mkdirSync(join(root, 'session/systemd/private'), { recursive: true });
  const { environment } = edges();
  const session = { ...environment, XDG_RUNTIME_DIR: join(root, 'session') };
  const outcome = await runWorker(settings(), ['true'], edges({ uid: 1000, environment: session }));
  expect(outcome).toEqual({ code: 0 });
  expect(calls()[2]).toMatch(/^systemd-run --user --scope .*TimeoutStopSec=5s -- true$/);
  expect(calls()[3]).toMatch(/^systemctl --user --quiet stop rbee-/);
});

test('runs the command without systemd and warns when systemd refuses a scope', async () => {
  fakeSystemd(257, REFUSES);
  const outcome = await runWorker(settings(), ['sh', '-c', 'exit 6'], edges());
  expect(outcome).toEqual({ code: 6 });
  expect(calls().filter((it) => it.startsWith('systemctl'))).toEqual([]);
  expect(said).toEqual([
    'rbee run: systemd-run cannot start a scope here (Failed to start transient scope unit: Access denied); creating a cgroup without it.',
    expect.stringContaining('runs without its own cgroup'),
  ]);
});

test('does not ask systemd for a unit name that is too long', async () => {
  fakeSystemd(257);
  const outcome = await runWorker({ ...settings(), group: `a${'-'.repeat(63)}` }, ['true'], edges());
  expect(outcome).toEqual({ code: 0 });
  expect(calls()).toEqual(['systemd-run --version']);
  expect(said[0]).toContain('the unit name would be too long');
});

test('runs the command without a cgroup if none can be created, with a warning', async () => {
  fakeSystemd(257);
  const outcome = await runWorker(settings(), ['sh', '-c', 'exit 4'], edges({ uid: 1000 }));
  expect(outcome).toEqual({ code: 4 });
  expect(said).toEqual([
    `rbee run: my-llm/${instance()} runs without its own cgroup, so a hive finds it only if it recognises the program or --watch matches it: no cgroup hierarchy is mounted at ${root}/cgroup.`,
  ]);
});

test.each([
  [{ cpuPct: 100 }, {}, ['cpu'], 'no cgroup hierarchy is mounted at '],
  [
    { cpuPct: 100, memoryBytes: 2 ** 30 },
    { platform: 'darwin' as const },
    ['cpu', 'memory'],
    'cgroups exist on Linux only',
  ],
])('with limits %j it warns about each that is not enforced', async (limits, more, unheld, why) => {
  const outcome = await runWorker(settings(limits), ['sh', '-c', 'exit 4'], edges(more));
  expect(outcome).toEqual({ code: 4 });
  expect(said).toHaveLength(1 + unheld.length);
  for (const [at, limit] of unheld.entries()) {
    expect(said[1 + at]).toContain(`rbee run: --${limit} is not enforced for my-llm/${instance()}: ${why}`);
  }
});

test('creates a cgroup and warns about a limit whose controller is missing', async () => {
  writeFileSync(join(root, 'cgroup/cgroup.controllers'), 'cpu io\n');
  writeFileSync(join(root, 'cgroup/cgroup.procs'), '');
  const limits = settings({ cpuPct: 50, memoryBytes: 2 ** 30 });
  const leaf = `cgroup/rbee.slice/my-llm/${instance()}`;
  // Removes the files that a kernel would remove with the cgroup.
  const command = `cat ${leaf}/cgroup.procs ${leaf}/cpu.max > seen; rm -r cgroup/rbee.slice`;
  expect(await runWorker(limits, ['sh', '-c', `cd ${root}; ${command}`], edges())).toEqual({ code: 0 });
  expect(said).toEqual([
    `rbee run: --memory is not enforced for my-llm/${instance()}: the memory controller is not available.`,
    `rbee run: my-llm/${instance()} is limited to 0.5 CPU cores.`,
  ]);
  expect(readFileSync(join(root, 'seen'), 'utf8')).toBe(`${process.pid}50000 100000`);
});

test('returns to its own cgroup as soon as the command has started', async () => {
  writeFileSync(join(root, 'cgroup/cgroup.controllers'), 'io\n');
  mkdirSync(join(root, 'cgroup/home'));
  const home = join(root, 'cgroup/home/cgroup.procs');
  writeFileSync(home, '');
  const command = ['sh', '-c', `rm -r ${root}/cgroup/rbee.slice`] as const;
  await runWorker(settings(), [...command], edges({ ownCgroups: () => '1:cpu:/x\n0::/home\n' }));
  expect(readFileSync(home, 'utf8')).toBe(`${process.pid}`);
});

test.each(['', '0::/../../elsewhere\n', '0::/missing\n'])(
  'creates no cgroup if it could not return to its own one (%j)',
  async (own) => {
    writeFileSync(join(root, 'cgroup/cgroup.controllers'), 'io\n');
    const outcome = await runWorker(settings(), ['sh', '-c', 'exit 3'], edges({ ownCgroups: () => own }));
    expect(outcome).toEqual({ code: 3 });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('the cgroup of rbee run itself is not visible');
  },
);

test('refuses the name of a running worker, with its pid', async () => {
  const outcome = await runWorker(settings(), ['true'], edges({ pidOf: async () => 4711 }));
  expect(outcome).toEqual({
    code: 2,
    sentence: `rbee run: my-llm/${instance()} is in use by process 4711; stop it or choose another --instance.`,
  });
});

test('a signal before the command is started ends rbee run', async () => {
  const outcome = await runWorker(settings(), ['false'], edges({ onSignal: (_, hear) => hear('SIGTERM') }));
  expect(outcome).toEqual({ code: 143, signal: 'SIGTERM' });
});
