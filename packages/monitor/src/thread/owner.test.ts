import { expect, test } from 'vitest';
import { ownerOf } from './owner.ts';

const ID = '0123456789abcdef'.repeat(4);

/** The owner of a process with these files. */
const owner = (uid: number | null, cgroup: string | null) => {
  const texts = new Map<string, string>();
  if (uid !== null) texts.set('/proc/7/status', `Name:\tx\nUid:\t${uid}\t0\t0\t0\n`);
  if (cgroup !== null) texts.set('/proc/7/cgroup', cgroup);
  const text = (path: string) => {
    const value = texts.get(path);
    return value === undefined ? ({ ok: false, refusal: 'gone' } as const) : ({ ok: true, value } as const);
  };
  return ownerOf({ text }, '/proc/7');
};

test('the owner of a process is its real user, whatever set-user-ID program it runs', () => {
  expect(owner(1000, '0::/system.slice/cron.service\n')).toBe('user 1000');
  expect(owner(1000, null)).toBe('user 1000');
});

test('processes of a session belong to its user, also with ids of a container without root', () => {
  const session = '/user.slice/user-1000.slice/user@1000.service/app.slice';
  expect(owner(100_998, `0::${session}/libpod-${ID}.scope\n`)).toBe('user 1000');
  expect(owner(0, '0::/user.slice/user-1000.slice/session-3.scope\n')).toBe('user 1000');
  expect(owner(1000, '1:name=systemd:/user.slice/user-1000.slice\n')).toBe('user 1000');
});

test('users in a container are not those of the machine: the container is the owner', () => {
  expect(owner(1000, `0::/system.slice/docker-${ID}.scope\n`)).toBe(`container ${ID}`);
  expect(owner(0, `0::/system.slice/docker-${ID}.scope\n`)).toBe(`container ${ID}`);
});

test('a session within a container, or in a folder of a service, is none of the machine', () => {
  const session = 'user.slice/user-1000.slice/session-1.scope';
  expect(owner(1000, `0::/system.slice/docker-${ID}.scope/${session}\n`)).toBe(`container ${ID}`);
  expect(owner(1001, `0::/system.slice/cron.service/${session}\n`)).toBe('user 1001');
  // One of the machine, as a hive with a cgroup namespace of its own sees it.
  expect(owner(100_998, `1:name=systemd:/a.service\n0::/../../${session}\n`)).toBe('user 1000');
});

test("root's processes belong to their cgroup, and to nobody in the root of all cgroups", () => {
  expect(owner(0, '0::/system.slice/ollama.service\n')).toBe('cgroup /system.slice/ollama.service');
  expect(owner(0, '0::/user.slice/user-0.slice/session-1.scope\n')).toBe(
    'cgroup /user.slice/user-0.slice/session-1.scope',
  );
  expect(owner(0, '0::/\n')).toBeNull();
  expect(owner(0, null)).toBeNull();
  expect(owner(null, null)).toBeNull();
});
