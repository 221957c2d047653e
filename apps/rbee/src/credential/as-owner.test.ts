import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asOwner } from './as-owner.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rbee-owner-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The rights of a process that tests look at, and what it did with them. */
function someRights(user: number) {
  const done: string[] = [];
  const rights = {
    geteuid: () => user,
    getegid: () => 7,
    seteuid: (id: number | string) => void done.push(`user ${id}`),
    setegid: (id: number | string) => void done.push(`group ${id}`),
  };
  return { rights, done };
}

test('root does it with the rights of the owner, of a link and not of what it leads to', () => {
  const link = join(folder, 'link');
  symlinkSync('/', link);
  writeFileSync(join(folder, 'file'), '');
  const { uid, gid } = statSync(join(folder, 'file'));
  const { rights, done } = someRights(0);
  expect(asOwner(link, () => done.push('work'), rights)).toBe(3);
  expect(done).toEqual([`group ${gid}`, `user ${uid}`, 'work', 'user 0', 'group 7']);
});

test('root has its rights back after a failure', () => {
  const { rights, done } = someRights(0);
  const fail = () => {
    throw new Error('full');
  };
  expect(() => asOwner(folder, fail, rights)).toThrow('full');
  expect(done.slice(-2)).toEqual(['user 0', 'group 7']);
});

test('nobody else changes rights, nor does Windows', () => {
  const { rights, done } = someRights(1000);
  expect([asOwner(folder, () => 1, rights), asOwner(folder, () => 2, {})]).toEqual([1, 2]);
  expect(done).toEqual([]);
});
