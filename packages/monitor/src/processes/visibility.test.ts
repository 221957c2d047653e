import { expect, test } from 'vitest';
import { createFiles, type Files } from '../files/index.ts';
import { readVisibility } from './visibility.ts';

interface Seat {
  readonly mount?: string;
  readonly capabilities?: string;
  readonly groups?: string;
  readonly pids?: string;
  readonly pidNamespace?: string;
  readonly userNamespace?: string;
}

const OWN_USER_NAMESPACE = 'user:[4026532000]';

/** A process that reads /proc. Process 1 belongs to the same user, so that its files may be read. */
function visibility({
  mount = '',
  capabilities = '0',
  groups = '',
  pids = '7',
  pidNamespace = 'pid:[4026531836]',
  userNamespace = 'user:[4026531837]',
}: Seat) {
  const texts: Record<string, string> = {
    '/proc/self/status': `Gid:\t9\t9\t9\t9\nGroups:\t${groups}\nNSpid:\t${pids}\nCapEff:\t${capabilities}\n`,
    '/proc/self/mountinfo': `22 61 0:21 / /proc rw - proc proc rw${mount}\n`,
    '/proc/1/stat': '1 (init) S 0',
  };
  const links: Record<string, string> = {
    '/proc/self/ns/pid': pidNamespace,
    '/proc/self/ns/user': userNamespace,
  };
  const answer = (value: string | undefined) =>
    value === undefined ? ({ ok: false, refusal: 'gone' } as const) : ({ ok: true, value } as const);
  const files: Files = {
    ...createFiles(),
    text: (path) => answer(path === '/proc/1/stat' && isOuter ? undefined : texts[path]),
    link: (path) => answer(links[path]),
  };
  const isOuter = userNamespace === OWN_USER_NAMESPACE;
  return readVisibility(files, '/proc');
}

test.each<[string, Seat, boolean]>([
  ['without hidepid', {}, false],
  ['with hidepid, although process 1 belongs to the same user', { mount: ',hidepid=2' }, true],
  ['with CAP_SYS_PTRACE', { mount: ',hidepid=2', capabilities: '80000' }, false],
  ['in the group of the mount', { mount: ',hidepid=2,gid=44', groups: '40 44' }, false],
  [
    'in the group of the mount with hidepid=4, which exempts no group',
    { mount: ',hidepid=4,gid=44', groups: '44' },
    true,
  ],
  [
    'with a capability in another user namespace than that of process 1',
    { mount: ',hidepid=2', capabilities: '80000', userNamespace: OWN_USER_NAMESPACE },
    true,
  ],
])('%s: processes of other users are hidden: %s', (_, seat, hidden) => {
  expect(visibility(seat).hidden).toBe(hidden);
});

test('the hive is in a PID namespace of its own if its /proc lists no pid of an outer namespace', () => {
  const pidNamespace = 'pid:[4026532222]';
  expect(visibility({}).foreignPidNamespace).toBe(false);
  expect(visibility({ pidNamespace }).foreignPidNamespace).toBe(true);
  expect(visibility({ pidNamespace, pids: '4711\t7' }).foreignPidNamespace).toBe(false);
});
