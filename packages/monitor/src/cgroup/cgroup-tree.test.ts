import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aProcess, aTable, createFakeMachine, type FakeMachine } from '../../testing/index.ts';
import { createFiles } from '../files/index.ts';
import { CgroupTree, type PidsAt, ProcessPlaces } from './cgroup-tree.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

const instances = (look?: () => PidsAt) =>
  new CgroupTree(createFiles(), machine.cgroupRoot)
    .instances(look)
    .map((it) => [
      `${it.group}/${it.instance}`,
      [...it.pids].toSorted((a, b) => a - b),
      it.directories.length,
    ])
    .toSorted();
const procs = (path: string, ...pids: number[]) =>
  machine.cgroup(path, { 'cgroup.procs': pids.map((it) => `${it}\n`).join('') });
const version2 = (path = '.') => machine.cgroup(path, { 'cgroup.controllers': 'cpu io memory pids\n' });

test('version 2: nested cgroups belong to their instance', () => {
  version2();
  procs('rbee.slice/chat/8080');
  procs('rbee.slice/chat/8080/ranks/0', 71);
  procs('rbee.slice/chat/8080/ranks', 70);
  procs('rbee.slice/chat/8081.service', 80);
  procs('rbee.slice/chat/empty');
  expect(instances()).toEqual([
    ['chat/8080', [70, 71], 1],
    ['chat/8081', [80], 1],
  ]);
});

test('with version 1, and with both versions, an instance has a directory in each hierarchy', () => {
  for (const name of ['cpu,cpuacct', 'memory', 'systemd']) procs(`${name}/rbee.slice/chat/8080`, 70);
  expect(instances()).toEqual([['chat/8080', [70], 3]]);
  version2('unified');
  procs('unified/rbee.slice/chat/8080', 70, 71);
  expect(instances()).toEqual([['chat/8080', [70, 71], 4]]);
});

test('slices that systemd nests at dashes are groups, not instances', () => {
  version2();
  procs('rbee.slice/rbee-text.slice/a.service', 60);
  procs('rbee.slice/rbee-text.slice/rbee-text-gen.slice/b.scope', 70);
  procs('rbee.slice/rbee-my\\x2dgroup.slice/c.service', 80);
  expect(instances()).toEqual([
    ['my-group/c', [80], 1],
    ['text-gen/b', [70], 1],
    ['text/a', [60], 1],
  ]);
});

test('a hive in a container reads the cgroup of each process, because cgroup.procs does not list their pids', () => {
  version2();
  procs('rbee.slice/chat/8080', 0, 0);
  procs('rbee.slice/chat/9090', 0);
  machine.process({ pid: 70, files: { cgroup: '0::/../../rbee.slice/chat/8080\n' } });
  machine.process({ pid: 71, files: { cgroup: '0::/../../rbee.slice/chat/8080/ranks/0\n' } });
  machine.process({ pid: 72, files: { cgroup: '0::/../../rbee.slice/chat/80801\n' } });
  machine.process({ pid: 73, files: { cgroup: '0::/system.slice/x.service\n' } });
  expect(instances()).toEqual([]);
  const processes = aTable(...[70, 71, 72, 73].map((pid) => aProcess(pid, 1)));
  const places = new ProcessPlaces(createFiles(), machine.procRoot);
  expect(instances(() => places.look(processes, new Set()))).toEqual([['chat/8080', [70, 71], 1]]);
});

test('a hive in a container keeps instances of different users apart', () => {
  version2();
  const ofUser = (uid: number) => `user.slice/user-${uid}.slice/user@${uid}.service/rbee.slice/chat/8080`;
  const places = ['rbee.slice/chat/8080', ofUser(1000), ofUser(1001), 'my-rbee.slice/chat/8080'];
  places.forEach((path, at) => {
    procs(path, 0);
    machine.process({ pid: 70 + at, files: { cgroup: `0::/../../${path}\n` } });
  });
  const processes = aTable(...places.map((_, at) => aProcess(70 + at, 1)));
  const reader = new ProcessPlaces(createFiles(), machine.procRoot);
  expect(instances(() => reader.look(processes, new Set()))).toEqual([
    ['chat/8080', [70], 1],
    ['chat/8080', [71], 1],
    ['chat/8080', [72], 1],
  ]);
});

test('an instance whose name is not UTF-8 is found', () => {
  version2();
  const directory = Buffer.concat([
    Buffer.from(join(machine.cgroupRoot, 'rbee.slice/chat/caf')),
    Buffer.from([0xe9]),
  ]);
  mkdirSync(directory, { recursive: true });
  writeFileSync(Buffer.concat([directory, Buffer.from('/cgroup.procs')]), '70\n');
  expect(instances()).toEqual([[String.raw`chat/caf\xe9`, [70], 1]]);
});

test('an instance that is a threaded cgroup has the processes whose first thread is in it', () => {
  version2();
  machine.cgroup('rbee.slice/chat/8080', { 'cgroup.threads': '70\n71\n' });
  expect(instances()).toEqual([['chat/8080', [70, 71], 1]]);
});

test('the list of processes is opened in each sample, because version 1 caches it while it is open', () => {
  procs('memory/rbee.slice/chat/8080', 70);
  const opened: string[] = [];
  const files = createFiles();
  const tree = new CgroupTree(
    {
      ...files,
      text: (path) => {
        opened.push(path.slice(machine.cgroupRoot.length + 1));
        return files.text(path);
      },
    },
    machine.cgroupRoot,
  );
  tree.instances();
  opened.length = 0;
  tree.instances();
  expect(opened).toEqual(['memory/rbee.slice/chat/8080/cgroup.procs']);
});

test('without a slice, or without cgroups, there is no instance', () => {
  expect(instances()).toEqual([]);
  version2();
  expect(instances()).toEqual([]);
});

test('a slice that is created later is found at once, and a hierarchy that is mounted later within ten samples', () => {
  const tree = new CgroupTree(createFiles(), machine.cgroupRoot);
  expect(tree.instances()).toEqual([]);
  version2();
  for (let look = 0; look < 10; look += 1) tree.instances();
  procs('rbee.slice/chat/8080', 70);
  expect(tree.instances()).toHaveLength(1);
});
