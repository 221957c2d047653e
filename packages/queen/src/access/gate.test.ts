import type { IncomingMessage } from 'node:http';
import type { Access } from '@rbee/access';
import { expect, test } from 'vitest';
import { manualClock, TestAccess } from '../testing/index.ts';
import { Gate } from './gate.ts';
import { principalOf } from './index.ts';
import type { Need } from './need.ts';

const requestWith = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;

function gateWith(access: Access | undefined) {
  const addressOf = () => '192.0.2.1';
  const log = { warn: () => {} };
  const metrics = { accessRefused: () => {} };
  return new Gate({
    access,
    addressOf,
    wholeAddressOf: addressOf,
    metrics,
    log,
    monotonic: () => 0,
    proxyOf: () => undefined,
  });
}

async function aGate() {
  const who = await TestAccess.open(manualClock());
  const gate = gateWith(who.access);
  /** The code with which somebody is refused; null if not. */
  const refused = (secret: string | null, need: Need) => {
    const headers = secret?.startsWith('rb') ? { authorization: `Bearer ${secret}` } : {};
    const cookie = secret && !secret.startsWith('rb') ? { cookie: `rbee=${secret}` } : {};
    return gate.refusedFor(requestWith({ ...headers, ...cookie }), need)?.refusal.code ?? null;
  };
  return { who, gate, refused };
}

const NEEDS: readonly Need[] = [
  'open',
  'known',
  'heartbeat',
  'person',
  'person_or_admin',
  'read',
  'stream',
  'metrics',
  'operate',
  'admin',
];

test('[A1] each principal may do what its scopes say', async () => {
  const { who, refused } = await aGate();
  const mayDo = (secret: string | null) => NEEDS.filter((need) => refused(secret, need) === null);
  const everybody = ['open', 'known'];
  const person = [...everybody, 'person', 'person_or_admin', 'read', 'stream', 'metrics'];
  expect(mayDo(null)).toEqual(everybody);
  expect(mayDo('rbt_wrong')).toEqual(everybody);
  expect(mayDo(who.hive('h'))).toEqual([...everybody, 'heartbeat']);
  expect(mayDo(await who.person('viewer'))).toEqual(person);
  expect(mayDo(await who.person('operator'))).toEqual([...person, 'operate']);
  expect(mayDo(await who.person('admin'))).toEqual([...person, 'operate', 'admin']);
  expect(mayDo(who.program(['stream', 'metrics']))).toEqual([...everybody, 'stream', 'metrics']);
  expect(mayDo(who.program(['admin']))).toEqual(NEEDS.filter((it) => it !== 'heartbeat' && it !== 'person'));
});

test('[A1] who shows nothing valid is unauthenticated, who lacks the scope is forbidden', async () => {
  const { who, refused } = await aGate();
  expect(refused(null, 'read')).toBe('unauthenticated');
  expect(refused(`rbt_${'x'.repeat(43)}`, 'read')).toBe('unauthenticated');
  expect(refused(who.hive('h'), 'read')).toBe('forbidden');
  expect(refused(who.program(['admin']), 'heartbeat')).toBe('forbidden');
});

test('the principal of a request is known to its handler', async () => {
  const { who, gate } = await aGate();
  const known = requestWith({ authorization: `Bearer ${who.program(['read'])}` });
  gate.refusedFor(known, 'known');
  expect(principalOf({ raw: known })?.kind).toBe('program');
  const stranger = requestWith({});
  gate.refusedFor(stranger, 'known');
  expect(principalOf({ raw: stranger })).toBeUndefined();
});

test('[A7] who loses what is needed while the request is on the way is refused', async () => {
  const { who, gate } = await aGate();
  const token = who.program(['stream']);
  const request = requestWith({ authorization: `Bearer ${token}` });
  gate.refusedFor(request, 'stream');
  const sender = gate.senderOf(request);
  expect(gate.endedRefusal(sender, 'stream')).toBeNull();
  expect(gate.endedRefusal(sender, 'read')?.code).toBe('unauthenticated');
  who.end(token);
  expect(gate.endedRefusal(sender, 'stream')?.code).toBe('unauthenticated');
});

test('without access control everybody may do everything', () => {
  const gate = gateWith(undefined);
  expect(NEEDS.map((need) => gate.refusedFor(requestWith({}), need))).toEqual(NEEDS.map(() => null));
});
