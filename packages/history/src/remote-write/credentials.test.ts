import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { credentials, isHeader } from './credentials.ts';
import { aTarget } from './testing/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rbee-credentials-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files: Record<string, string> = {
  '/token': 'abc.def\n',
  '/password': 'a pass:word\n',
  '/headers': 'X-Scope-OrgID: team a\n\nX-Key:   k:1  \n',
  '/none': '\n',
  '/lines': 'one\ntwo\n',
  '/bad': 'X-Scope-OrgID: team\nno header\n',
  '/host': 'Host: elsewhere\n',
};
const readSecret = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return text;
};

test('secrets come from files: a token, a password, headers', () => {
  const of = (overrides: object) => credentials(aTarget(overrides), readSecret);
  expect(of({ bearerTokenFile: '/token' })).toEqual({ authorization: 'Bearer abc.def' });
  const basic = `Basic ${Buffer.from('me:a pass:word').toString('base64')}`;
  expect(of({ username: 'me', passwordFile: '/password' })).toEqual({ authorization: basic });
  expect(of({ headers: { a: 'b' }, headersFile: '/headers' })).toEqual({
    ...{ a: 'b', 'x-scope-orgid': 'team a', 'x-key': 'k:1' },
  });
});

test.each([
  [{ bearerTokenFile: '/none' }, 'the file /none must contain one secret of printable ASCII characters'],
  [{ bearerTokenFile: '/lines' }, 'the file /lines must contain one secret of printable ASCII characters'],
  [{ bearerTokenFile: '/gone' }, 'the file /gone cannot be read (ENOENT)'],
  [{ headersFile: '/bad' }, 'line 2 of the file /bad must be a header, such as X-Scope-OrgID: team'],
  [{ headersFile: '/host' }, 'line 1 of the file /host must be a header'],
])('%j is refused in a sentence that does not quote the file', (overrides, sentence) => {
  expect(() => credentials(aTarget(overrides), readSecret)).toThrow(sentence);
});

test('files are read as they are on disk, and what is no small ordinary file is refused', () => {
  const [token, large] = [join(folder, 'token'), join(folder, 'large')];
  writeFileSync(token, 'secret');
  writeFileSync(large, 'x'.repeat(64 * 1024 + 1));
  mkdirSync(join(folder, 'folder'));
  const of = (bearerTokenFile: string) => credentials(aTarget({ bearerTokenFile }));
  expect(of(token)).toEqual({ authorization: 'Bearer secret' });
  writeFileSync(token, 'replaced');
  expect(of(token)).toEqual({ authorization: 'Bearer replaced' });
  expect(() => of(large)).toThrow('it is larger than 64 KiB');
  expect(() => of(join(folder, 'folder'))).toThrow('cannot be read');
  expect(() => of('/dev/null')).toThrow('it is not an ordinary file');
});

test('headers that the sender sets itself, and what is none, are no headers', () => {
  expect(isHeader('x-scope-orgid', 'team')).toBe(true);
  for (const [name, value] of [
    ['content-type', 'x'],
    ['Content-Encoding', 'x'],
    ['a b', 'x'],
    ['a', 'x\ny'],
    ['a', ''],
  ] as const) {
    expect(isHeader(name, value)).toBe(false);
  }
});
