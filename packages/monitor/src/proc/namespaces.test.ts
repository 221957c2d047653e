import { expect, test } from 'vitest';
import { parseHidePid, parseNamespacePids } from './index.ts';

test('a process has a pid in each namespace, the outermost first', () => {
  expect(parseNamespacePids('Name:\tnode\nNSpid:\t12345\t17\t1\nNSpgid:\t1\n')).toEqual([12345, 17, 1]);
  expect(parseNamespacePids('Name:\tnode\nNSpid:\t7\n')).toEqual([7]);
  expect(parseNamespacePids('Name:\tNSpid:\t7\n')).toEqual([]);
});

const mount = (place: string, options: string, type = 'proc') =>
  `22 61 0:21 / ${place} rw,nosuid,nodev shared:12 - ${type} proc rw${options}\n`;

test.each([
  ['', false],
  [',hidepid=0', false],
  [',hidepid=off', false],
  [',hidepid=1', true],
  [',gid=4,hidepid=2', true],
  [',hidepid=invisible,subset=pid', true],
  [',hidepid=ptraceable', true],
])('a /proc that is mounted with "%s" hides processes: %s', (options, hides) => {
  expect(parseHidePid(mount('/proc', options), '/proc')).toBe(hides);
});

test('the last mount of a place counts, and only those of proc at that place', () => {
  expect(parseHidePid(mount('/proc', '') + mount('/proc', ',hidepid=2'), '/proc')).toBe(true);
  expect(parseHidePid(mount('/proc', ',hidepid=2') + mount('/proc', ''), '/proc')).toBe(false);
  expect(parseHidePid(mount('/host/proc', ',hidepid=2'), '/proc')).toBe(false);
  expect(parseHidePid(mount('/host/proc', ',hidepid=2'), '/host/proc/')).toBe(true);
  expect(parseHidePid(mount('/proc', ',hidepid=2', 'tmpfs'), '/proc')).toBe(false);
  expect(parseHidePid('garbage', '/proc')).toBe(false);
});
