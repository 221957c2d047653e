import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Access, openAccess } from '@rbee/access';
import { systemClock } from '@rbee/hive';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { queenFiles } from '../queen-files.ts';
import { type Asking, type CredentialEdges, credentialFor } from './credential.ts';
import { systemFiles } from './system-files.ts';

let data: string;
let access: Access & { tick(): void };
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'rbee-credential-'));
  access = await openAccess({ file: queenFiles(data).database });
});
afterEach(async () => {
  await access.close();
  rmSync(data, { recursive: true });
});

/** What a queen on the same files says of its access control to whoever asks. */
const state =
  (control: boolean): typeof fetch =>
  async (_, init) => {
    access.tick(); // a queen looks about once a second
    const bearer = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '');
    const who = access.identify({ bearer }, '127.0.0.1');
    const me = who.ok ? { kind: 'program', name: 'x', scopes: [] } : null;
    const more = { reachable: true, needs_setup: false, passkeys: false, providers: [] };
    return Response.json({ control, ...more, me });
  };

function credential(asking: Partial<Asking> = {}, edges: Partial<CredentialEdges> = {}) {
  const said: string[] = [];
  const found = credentialFor(
    {
      ...{ command: 'top', scopes: ['read', 'stream'], queenUrl: 'http://localhost:7833' },
      ...{ tokenFile: undefined, data },
      ...asking,
    },
    {
      ...systemFiles,
      ...{ fetch: state(true), clock: systemClock, stop: new AbortController().signal, hostname: 'box' },
      say: (it) => void said.push(it),
      ...edges,
    },
  );
  return { found, said };
}

test('[A2] the token of a file counts, wherever the queen is', async () => {
  const file = join(data, 'token');
  const token = `rbt_${'a'.repeat(43)}`;
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  const { found, said } = credential({ tokenFile: file, queenUrl: 'https://q' });
  expect(await found).toMatchObject({ kind: 'token', token });
  expect(said).toEqual([]);
  expect(await credential({ tokenFile: join(data, 'none') }).found).toEqual({
    kind: 'wrong',
    sentence: `rbee top: the file ${join(data, 'none')} cannot be read (ENOENT).`,
  });
});

test("[A2] on the queen's machine a command makes a token that the queen knows, and revokes it", async () => {
  const found = await credential().found;
  if (found.kind !== 'token' || typeof found.token === 'string') throw new Error(found.kind);
  const token = await found.token();
  expect(access.identify({ bearer: token }, '127.0.0.1')).toMatchObject({
    principal: { name: 'rbee top on box', scopes: new Set(['read', 'stream']) },
  });
  expect(await found.token()).toBe(token);
  expect(access.programs.tokens()).toMatchObject([{ name: 'rbee top on box', created_by: 'machine' }]);
  await found.end();
  access.tick();
  expect(access.identify({ bearer: token }, '127.0.0.1').ok).toBe(false);
  expect(access.programs.tokens()).toEqual([]);
});

test('[A2] two requests at once have one token, which the queen knows before either is sent', async () => {
  const found = await credential().found;
  if (found.kind !== 'token' || typeof found.token === 'string') throw new Error(found.kind);
  const isKnown = async (token: string) => access.identify({ bearer: token }, '127.0.0.1').ok;
  const [one, two] = [found.token(), found.token()];
  expect(await Promise.all([one.then(isKnown), two.then(isKnown)])).toEqual([true, true]);
  expect(await one).toBe(await two);
  await found.end();
});

test('[A2] the token is made anew before it expires', async () => {
  const clock = { ...systemClock, monotonic: vi.fn(() => 0) };
  const found = await credential({}, { clock }).found;
  if (found.kind !== 'token' || typeof found.token === 'string') throw new Error(found.kind);
  const first = await found.token();
  clock.monotonic.mockReturnValue(50 * 60_000);
  const second = await found.token();
  expect(second).not.toBe(first);
  expect(access.identify({ bearer: second }, '127.0.0.1').ok).toBe(true);
  await found.end();
});

test.each([
  ['the queen asks nobody', {}, { fetch: state.bind(null, false)() }],
  ['the queen is on another machine', { queenUrl: 'http://10.0.0.9:7833' }, {}],
  ['the queen has no files here', { data: '/nowhere' }, {}],
  ['its files are those of another user', {}, { openAccess: () => Promise.reject(new Error('EACCES')) }],
  ['no queen answers', {}, { fetch: () => Promise.reject(new TypeError('fetch failed')) }],
])('[A2] there is no token if %s', async (_, asking, edges) => {
  expect(await credential(asking, edges).found).toEqual({ kind: 'none' });
  expect(access.programs.tokens()).toEqual([]);
});
