import { expect, test } from 'vitest';
import { anAccess, setUpAdmin } from './testing/index.ts';

const proxyRoles = { map: { staff: 'viewer', root: 'admin' }, byDefault: null } as const;
const show = (name: string, ...groups: string[]) => ({ proxy: { name, groups } });

test('[A5] a person of a proxy has the role of its groups, with each request', async () => {
  const access = await anAccess({ proxyRoles });
  const role = (...groups: string[]) => {
    const known = access.identify(show('ada', ...groups), '192.0.2.1');
    return known.ok && known.principal.kind === 'person' ? known.principal.role : 'none';
  };
  expect([role('staff'), role('root', 'staff'), role('guests'), role()]).toEqual([
    'viewer',
    'admin',
    'none',
    'none',
  ]);
});

test('[A5] without rules a proxy lets nobody in', async () => {
  const access = await anAccess();
  expect(access.identify(show('ada', 'root'), '192.0.2.1')).toEqual({ ok: false, fault: 'missing' });
});

test('[A5] a token and a session count before the header of a proxy, also if they are not valid', async () => {
  const access = await anAccess({ proxyRoles });
  const session = (await setUpAdmin(access, 'eve')).secret;
  expect(access.identify({ session, ...show('ada', 'staff') }, '192.0.2.1')).toMatchObject({
    principal: { name: 'eve' },
  });
  for (const shown of [{ session: 'x'.repeat(43) }, { bearer: '' }])
    expect(access.identify({ ...shown, ...show('ada', 'root') }, '192.0.2.1').ok).toBe(false);
});

test('[A5] a person of a proxy with the name of an account can be told from it', async () => {
  const access = await anAccess({ proxyRoles });
  await setUpAdmin(access, 'ada');
  expect(access.identify(show('ADA', 'staff'), '192.0.2.1')).toMatchObject({
    principal: { name: 'ADA (proxy)', sessionId: null, role: 'viewer' },
  });
});

test('[A7] what a person of a proxy has open ends when the groups give a smaller role', async () => {
  const access = await anAccess({ proxyRoles });
  const ended: string[] = [];
  access.onEnded((key) => ended.push(key));
  access.identify(show('ada', 'root'), '192.0.2.1');
  expect(access.principal('proxy:ada', '192.0.2.1')).toMatchObject({ role: 'admin' });
  access.identify(show('ada', 'staff'), '192.0.2.1');
  expect(ended).toEqual(['proxy:ada']);
  access.identify(show('ada'), '192.0.2.1');
  expect(ended).toHaveLength(2);
  expect(access.principal('proxy:ada', '192.0.2.1')).toBeUndefined();
});

test('[A5] of too many people of a proxy, those that were not seen for the longest time are forgotten', async () => {
  const access = await anAccess({ proxyRoles });
  for (let number = 0; number <= 10_000; number += 1)
    access.identify(show(`person-${number}`, 'staff'), '192.0.2.1');
  expect(access.principal('proxy:person-0', '192.0.2.1')).toBeUndefined();
  expect(access.principal('proxy:person-1', '192.0.2.1')).toBeDefined();
});
