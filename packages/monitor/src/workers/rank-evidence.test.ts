import { expect, test } from 'vitest';
import { aProcess } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { readEvidence } from './rank-evidence.ts';

const row = (local: string, remote: string, state: string, inode: number) =>
  `   0: 0100007F:${local} 0100007F:${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0\n`;
const TCP =
  '  sl  local_address rem_address\n' +
  row('2710', '0000', '0A', 1) + // the rank listens on 10000
  row('9C40', '2710', '01', 2) + // a server has connected to it
  row('2710', '9C40', '01', 3);

/** Processes of one network namespace, by the inodes of their sockets. */
const filesOf = (
  sockets: Readonly<Record<string, number>>,
  more: Readonly<Record<string, string>> = {},
): Files => ({
  ...createFiles(),
  text: (path) => {
    const value = path.endsWith('/net/tcp') ? TCP : more[path.replace('/proc/', '')];
    return value === undefined ? { ok: false, refusal: 'permission' } : { ok: true, value };
  },
  names: () => ({ ok: true, value: ['0', '3'] }),
  link: (path) => {
    const [, , pid = '', kind] = path.split('/');
    return { ok: true, value: kind === 'ns' ? 'net:[1]' : `socket:[${sockets[pid] ?? 99}]` };
  },
});

const [rank, server, other] = [aProcess(70, 50), aProcess(80, 1), aProcess(81, 1)] as const;

test('a connection to a port of a rank shows which server it belongs to', () => {
  const { isConnected } = readEvidence(filesOf({ 70: 1, 80: 2 }), '/proc', new Map());
  expect(isConnected(rank, [server])).toBe(true);
  expect(isConnected(server, [rank])).toBe(true);
  expect(isConnected(rank, [other])).toBe(false);
});

test('the id of no job, the root of all cgroups and what may not be read show nothing', () => {
  const evidence = readEvidence(
    filesOf(
      {},
      {
        '70/environ': 'RAY_JOB_ID=ffffffff\0',
        '80/environ': 'A=1\0RAY_JOB_ID=01000000\0',
        '70/cgroup': '0::/\n',
        '80/cgroup': '0::/user.slice/session-1.scope\n',
      },
    ),
    '/proc',
    new Map(),
  );
  expect([evidence.jobOf(rank), evidence.jobOf(server), evidence.jobOf(other)]).toEqual([
    null,
    '01000000',
    null,
  ]);
  expect([evidence.cgroupOf(rank), evidence.cgroupOf(other)]).toEqual([null, null]);
  expect(evidence.cgroupOf(server)).toBe('0::/user.slice/session-1.scope');
});
