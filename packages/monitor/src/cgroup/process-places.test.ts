import { expect, test } from 'vitest';
import { aProcess, aTable } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { ProcessPlaces } from './cgroup-tree.ts';

/** Processes in cgroups, with a record of those whose cgroup was read. */
function watching(places: Record<number, string>) {
  const asked: string[] = [];
  const read = (path: string) => {
    const pid = Number(/(\d+)\/cgroup$/.exec(path)?.[1]);
    asked.push(`${pid}`);
    return { ok: true, value: `0::${places[pid]}\n` } as const;
  };
  const files: Files = { ...createFiles(), text: read, again: read };
  return { asked, places: new ProcessPlaces(files, '/proc') };
}

const table = aTable(aProcess(70, 1), aProcess(71, 1));

test('the cgroup of a process of a worker is read in every sample, that of another process in every tenth', () => {
  const { asked, places } = watching({ 70: '/rbee.slice/chat/8080/ranks', 71: '/system.slice' });
  for (let sample = 0; sample < 11; sample += 1) {
    const pidsAt = places.look(table, new Set(['70:70']));
    expect([...pidsAt('rbee.slice/chat/8080', '')]).toEqual([70]);
  }
  expect(asked.filter((it) => it === '70')).toHaveLength(11);
  expect(asked.filter((it) => it === '71')).toHaveLength(2);
});

test('a process that moves into an instance is found within ten samples, and a process that reuses a pid at once', () => {
  const where: Record<number, string> = { 70: '/', 71: '/' };
  const { places } = watching(where);
  places.look(table, new Set());
  where[70] = '/rbee.slice/chat/1';
  const found = Array.from(
    { length: 10 },
    () => [...places.look(table, new Set())('rbee.slice/chat/1', '')].length,
  );
  expect(found.at(-1)).toBe(1);
  where[71] = '/rbee.slice/chat/1';
  const reused = aTable(aProcess(71, 1, 'x', { startTicks: 900 }));
  expect([...places.look(reused, new Set())('rbee.slice/chat/1', '')]).toEqual([71]);
});

test.each([
  ['/rbee.slice/chat/1', 'rbee.slice/chat/1'],
  ['/../../rbee.slice/chat/1/ranks', 'rbee.slice/chat/1'],
  [
    '/../user.slice/user-7.slice/user@7.service/rbee.slice/a/1',
    'user.slice/user-7.slice/user@7.service/rbee.slice/a/1',
  ],
  ['/../rbee.slice/caf\uFFFD/1', 'rbee.slice/caf\uDCE9/1'],
])('a process in %s belongs to %s', (place, path) => {
  const { places } = watching({ 70: place, 71: '/' });
  expect([...places.look(table, new Set())(path, '')]).toEqual([70]);
});

test.each([
  ['/my-rbee.slice/chat/1', 'rbee.slice/chat/1'],
  ['/user.slice/user-8.slice/user@8.service/rbee.slice/chat/1', 'rbee.slice/chat/1'],
  ['/rbee.slice/chat/10', 'rbee.slice/chat/1'],
  ['/rbee.slice', 'rbee.slice'],
])('a process in %s does not belong to %s', (place, path) => {
  const { places } = watching({ 70: place, 71: '/' });
  expect([...places.look(table, new Set())(path, '')]).toEqual([]);
});
