import { expect, test } from 'vitest';
import { Avoided } from './avoided.ts';

interface Process {
  readonly uid: number;
  readonly state?: string;
}

/** What follows from blocked paths on a machine with these processes. */
function setUp(processes: Readonly<Record<number, Process>> = {}, procRoot = '/proc') {
  const asked: string[] = [];
  const text = (path: string) => {
    asked.push(path);
    const [pid = '', name = ''] = path.slice(procRoot.length + 1).split('/');
    const { uid, state = 'S' } = processes[Number(pid)] ?? {};
    if (uid === undefined || name === 'cgroup') return { ok: false, refusal: 'gone' } as const;
    const value = name === 'status' ? `Uid:\t${uid}\t${uid}\n` : `${pid} (a) D) ${state} 1`;
    return { ok: true, value } as const;
  };
  return { avoided: new Avoided({ text }, procRoot, '/sys'), asked };
}

const FILES = ['cmdline', 'environ', 'fd', 'ns/net', 'task/70/cmdline'];
const has = (avoided: Avoided, pid: number, names: readonly string[] = FILES) =>
  names.map((it) => avoided.has(`/proc/${pid}/${it}`));
const NONE = FILES.map(() => false);
const ALL = FILES.map(() => true);

test('a file that blocks is avoided alone; after a second one all files of its process but stat are', () => {
  const { avoided } = setUp({}, '/host/proc');
  avoided.set(['/host/proc/70/cmdline']);
  expect(avoided.has('/host/proc/70/cmdline')).toBe(true);
  expect(avoided.has('/host/proc/70/environ')).toBe(false);
  expect(avoided.hidesProcess).toBe(true);
  avoided.set(['/host/proc/70/cmdline', '/host/proc/70/environ']);
  expect(FILES.map((it) => avoided.has(`/host/proc/70/${it}`))).toEqual(ALL);
  expect(avoided.has('/host/proc/70/stat')).toBe(false);
  expect(avoided.has('/host/proc/7/environ')).toBe(false);
});

test('a process whose stat blocks is avoided, and not asked for its owner', () => {
  const { avoided, asked } = setUp({ 70: { uid: 1000 } });
  avoided.set(['/proc/70/stat']);
  expect(has(avoided, 70, ['stat', 'fd/1'])).toEqual([true, true]);
  expect(asked).toEqual([]);
});

test('a store that blocks is avoided for every process, and hides no process', () => {
  const { avoided } = setUp();
  avoided.set(['/proc/70/root/mnt/ollama/manifests']);
  expect(avoided.has('/proc/71/root/mnt/ollama/manifests')).toBe(true);
  expect(avoided.has('/proc/71/root/mnt/other/manifests')).toBe(false);
  expect(avoided.has('/proc/70/cmdline')).toBe(false);
  expect(avoided.hidesProcess).toBe(false);
});

test('any other file is avoided alone', () => {
  const { avoided } = setUp();
  avoided.set(['/proc/meminfo']);
  expect(avoided.has('/proc/meminfo')).toBe(true);
  expect(avoided.has('/proc/stat')).toBe(false);
});

test('after a second process of a user only the states of that user are read', () => {
  const { avoided } = setUp({ 70: { uid: 1000 }, 71: { uid: 1000 }, 72: { uid: 1000 }, 80: { uid: 1001 } });
  avoided.set(['/proc/70/cmdline']);
  expect(has(avoided, 72)).toEqual(NONE);
  avoided.set(['/proc/70/cmdline', '/proc/71/cmdline']);
  expect(avoided.owners).toEqual(['user 1000']);
  expect([has(avoided, 70), has(avoided, 71), has(avoided, 72)]).toEqual([ALL, ALL, ALL]);
  expect(avoided.has('/proc/72/stat')).toBe(false);
  expect(has(avoided, 80)).toEqual(NONE);
  avoided.set([]);
  expect(avoided.owners).toEqual([]);
  expect(has(avoided, 72)).toEqual(NONE);
});

test("root's processes are avoided one by one", () => {
  const { avoided } = setUp({ 70: { uid: 0 }, 71: { uid: 0 }, 72: { uid: 0 } });
  avoided.set(['/proc/70/cmdline', '/proc/71/cmdline']);
  expect(has(avoided, 72)).toEqual(NONE);
});

test('a file that blocks is not read to learn the owner of its process', () => {
  const { avoided, asked } = setUp({ 70: { uid: 1000 }, 71: { uid: 1000 }, 72: { uid: 1000 } });
  avoided.set(['/proc/70/status', '/proc/71/cmdline']);
  expect(asked).not.toContain('/proc/70/status');
  expect(has(avoided, 72)).toEqual(NONE);
});

test('from the fourth blocked thread on, one process is enough for its owner, and what waits in the kernel is avoided', () => {
  const { avoided } = setUp({
    70: { uid: 1000 },
    71: { uid: 1001 },
    72: { uid: 1001 },
    80: { uid: 1002, state: 'D' },
    81: { uid: 1002 },
  });
  const blocked = ['/proc/70/cmdline', '/proc/71/cmdline', '/proc/meminfo'];
  avoided.set(blocked);
  expect([has(avoided, 72), has(avoided, 80)]).toEqual([NONE, NONE]);
  avoided.set([...blocked, '/proc/loadavg']);
  expect([has(avoided, 72), has(avoided, 80), has(avoided, 81)]).toEqual([ALL, ALL, NONE]);
  expect(avoided.has('/proc/80/stat')).toBe(false);
});

test('after a second folder of a user no folder that the processes of that user see is read, and no process is hidden', () => {
  const { avoided } = setUp({ 70: { uid: 1000 }, 71: { uid: 1000 }, 72: { uid: 1000 }, 80: { uid: 1001 } });
  avoided.set(['/proc/70/root/a/manifests']);
  expect(avoided.hasFolder('/proc/72/root/c/manifests')).toBe(false);
  avoided.set(['/proc/70/root/a/manifests', '/proc/71/root/b/manifests']);
  expect(avoided.hasFolder('/proc/72/root/c/manifests')).toBe(true);
  expect(avoided.hasFolder('/proc/80/root/c/manifests')).toBe(false);
  expect([has(avoided, 72), avoided.hidesProcess]).toEqual([NONE, false]);
});

test('after a second file of a device none of its files is read; from the fourth blocked thread on, none of its class', () => {
  const { avoided } = setUp();
  const busy = (card: number) => `/sys/class/drm/card${card}/device/gpu_busy_percent`;
  const power = (card: number) => `/sys/class/drm/card${card}/device/hwmon/hwmon3/power1_average`;
  avoided.set([busy(0)]);
  expect([avoided.has(busy(0)), avoided.has(power(0))]).toEqual([true, false]);
  avoided.set([busy(0), power(0)]);
  expect(avoided.has('/sys/class/drm/card0/device/vendor')).toBe(true);
  expect([avoided.has(power(1)), avoided.has('/sys/class/drm')]).toEqual([false, false]);
  const pci = (address: string) => `/sys/bus/pci/devices/${address}/device`;
  avoided.set([busy(0), power(0), busy(1), pci('0000:65:00.0')]);
  expect([avoided.has(power(2)), avoided.has(pci('0000:66:00.0'))]).toEqual([true, true]);
  expect(avoided.has('/sys/fs/cgroup/cgroup.procs')).toBe(false);
});

test('from the fourth blocked thread on, no folder that others fill is read', () => {
  const { avoided } = setUp();
  const stores = ['/mnt/a', '/mnt/b', '/mnt/c', '/mnt/d'].map((it) => `${it}/manifests`);
  avoided.set(stores.slice(0, 3));
  expect([avoided.hasFolder('/mnt/a/manifests'), avoided.hasFolder('/mnt/e/manifests')]).toEqual([
    true,
    false,
  ]);
  avoided.set(stores);
  expect(avoided.hasFolder('/mnt/e/manifests')).toBe(true);
});

test('without a blocked thread nothing is asked', () => {
  const { avoided, asked } = setUp({ 70: { uid: 1000 } });
  avoided.set([]);
  expect([has(avoided, 70), avoided.hasFolder('/proc/70/root/a'), asked]).toEqual([NONE, false, []]);
});
