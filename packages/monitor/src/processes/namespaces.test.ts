import { expect, test } from 'vitest';
import { parseNamespacePids } from './process-texts.ts';
import { parseCredentials, parseHidePid } from './visibility.ts';

test('a process has one pid per namespace, the outermost first', () => {
  expect(parseNamespacePids('Name:\tnode\nNSpid:\t12345\t17\t1\nNSpgid:\t1\n')).toEqual([12345, 17, 1]);
  expect(parseNamespacePids('Name:\tnode\nNSpid:\t7\n')).toEqual([7]);
  expect(parseNamespacePids('Name:\tNSpid:\t7\n')).toEqual([]);
});

const mount = (place: string, options: string, type = 'proc') =>
  `22 61 0:21 / ${place} rw,nosuid,nodev shared:12 - ${type} proc rw${options}\n`;

test.each([
  ['', 'nothing', 0],
  [',hidepid=0', 'nothing', 0],
  [',hidepid=off', 'nothing', 0],
  [',hidepid=1', 'from-strangers', 0],
  [',gid=4,hidepid=2', 'from-strangers', 4],
  [',hidepid=invisible,subset=pid', 'from-strangers', 0],
  [',hidepid=ptraceable,gid=4', 'untraceable', 4],
])('the mount options "%s" of /proc hide: %s, with the group %i', (options, hides, gid) => {
  expect(parseHidePid(mount('/proc', options), '/proc')).toEqual({ hides, gid });
});

test('the last proc mount at the mount point counts, and no other mount', () => {
  const hides = (text: string, place: string) => parseHidePid(text, place).hides !== 'nothing';
  expect(hides(mount('/proc', '') + mount('/proc', ',hidepid=2'), '/proc')).toBe(true);
  expect(hides(mount('/proc', ',hidepid=2') + mount('/proc', ''), '/proc')).toBe(false);
  expect(hides(mount('/host/proc', ',hidepid=2'), '/proc')).toBe(false);
  expect(hides(mount('/host/proc', ',hidepid=2'), '/host/proc/')).toBe(true);
  expect(hides(mount('/proc', ',hidepid=2', 'tmpfs'), '/proc')).toBe(false);
  expect(hides('garbage', '/proc')).toBe(false);
});

test('status lists the capability to trace all processes, and the groups', () => {
  const status = (capabilities: string) =>
    `Name:\tnode\nGid:\t1\t2\t3\t4\nGroups:\t5 60 \nCapEff:\t${capabilities}\n`;
  expect(parseCredentials(status('000001ffffffffff'))).toEqual({ mayTraceAll: true, groups: [4, 5, 60] });
  expect(parseCredentials(status('0000000000080000')).mayTraceAll).toBe(true);
  expect(parseCredentials(status('000001fffff7ffff')).mayTraceAll).toBe(false);
  expect(parseCredentials('garbage')).toEqual({ mayTraceAll: false, groups: [] });
});
