import { expect, test } from 'vitest';
import { findingsElsewhere, findingsOf } from './findings-of.ts';
import type { MachineFacts } from './machine-facts.ts';

const all = { given: 40, refused: 0 };
const FACTS: MachineFacts = {
  kernel: '6.1.0',
  procRoot: '/proc',
  processes: { ok: true, count: 40 },
  hidden: false,
  foreignPidNamespace: false,
  machineFiles: ['stat', 'loadavg', 'meminfo'],
  commandLines: all,
  descriptors: all,
  io: all,
  environments: all,
  cgroups: {
    version2: true,
    version1Controllers: [],
    version2Controllers: ['memory', 'cpu'],
    instances: ['chat/8080'],
  },
  gpus: { present: { ok: true, value: [] }, unlisted: [], vendors: [], gap: undefined },
  workers: ['engine', 'engine', 'cgroup'],
};
const found = (facts: Partial<MachineFacts>) =>
  new Map(findingsOf({ ...FACTS, ...facts }).map((it) => [it.id, it]));
const states = (facts: Partial<MachineFacts>) =>
  Object.fromEntries([...found(facts)].map(([id, it]) => [id, it.state]));
const OK = {
  os: 'ok',
  machine: 'ok',
  proc: 'ok',
  'command-lines': 'ok',
  descriptors: 'ok',
  'process-io': 'ok',
  environments: 'ok',
  cgroups: 'ok',
  'rbee-slice': 'ok',
  gpus: 'ok',
  workers: 'ok',
};

test('a machine on which everything can be read', () => {
  expect(states({})).toEqual(OK);
  expect(found({}).get('workers')?.detail).toBe(
    'Found 3: 2 by the command line of a known engine, 1 by cgroup.',
  );
  expect(found({}).get('rbee-slice')?.detail).toContain('chat/8080');
});

test('the findings of an ordinary user say which files may not be read, of how many processes, and how to change that', () => {
  const part = { given: 3, refused: 37 };
  const facts = { descriptors: part, io: part, environments: { given: 0, refused: 40 } };
  expect(states(facts)).toEqual({ ...OK, descriptors: 'partly', 'process-io': 'partly', environments: 'no' });
  expect(found(facts).get('descriptors')?.detail).toMatch(/37 of 40.*CAP_SYS_PTRACE/);
});

test('if processes are hidden, the finding about workers says that the list may be incomplete', () => {
  expect(states({ hidden: true })).toEqual({ ...OK, proc: 'partly', workers: 'partly' });
  expect(states({ hidden: true, workers: [] })).toEqual({ ...OK, proc: 'partly', workers: 'no' });
  expect(found({ hidden: true }).get('proc')?.detail).toMatch(/hidepid/);
  expect(found({ foreignPidNamespace: true }).get('proc')).toMatchObject({ state: 'partly' });
});

test('without /proc no worker is found, and no file counts as readable', () => {
  const none = { given: 0, refused: 0 };
  const facts = {
    processes: { ok: false, reason: 'not_exposed' },
    workers: [],
    commandLines: none,
    descriptors: none,
    io: none,
    environments: none,
    machineFiles: [],
  } as const;
  const no = { 'command-lines': 'no', descriptors: 'no', 'process-io': 'no', environments: 'no' };
  expect(states(facts)).toEqual({ ...OK, ...no, machine: 'no', proc: 'no', workers: 'no' });
  expect(found(facts).get('command-lines')?.detail).not.toContain('0');
});

test('the finding about the machine names the files of /proc that cannot be read, and what is unknown without them', () => {
  expect(found({ machineFiles: ['loadavg'] }).get('machine')).toMatchObject({
    state: 'partly',
    detail: expect.stringMatching(
      /^\/proc\/stat, \/proc\/meminfo cannot be read, so CPU use and CPU count, memory and swap are unknown.*subset=pid/,
    ),
  });
});

test.each([
  [{ version2: true, version1Controllers: ['cpu'] }, 'partly', 'Versions 1 and 2'],
  [{ version2: false, version1Controllers: ['cpu', 'memory'] }, 'partly', 'Version 1, '],
  [{ version2: false, version1Controllers: [] }, 'no', 'No cgroup hierarchy'],
])('cgroups as %j', (cgroups, state, begin) => {
  const finding = found({ cgroups: { ...FACTS.cgroups, ...cgroups } }).get('cgroups');
  expect(finding?.state).toBe(state);
  expect(finding?.detail.startsWith(begin)).toBe(true);
});

test('on other systems the machine can be read and its workers cannot', () => {
  expect(findingsElsewhere('darwin', '25.0').map(({ id, state }) => [id, state])).toEqual([
    ['os', 'partly'],
    ['workers', 'no'],
  ]);
});

test('each finding is one sentence with an id of its own', () => {
  for (const findings of [findingsOf(FACTS), findingsOf({ ...FACTS, hidden: true, workers: [] })]) {
    expect(new Set(findings.map((it) => it.id)).size).toBe(findings.length);
    for (const { detail } of findings) expect(detail).toMatch(/^[^\n]+\.$/);
  }
});
