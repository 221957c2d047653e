import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMode } from '../private-file.ts';
import { readText } from '../read-text.ts';
import { keptTokenPath, readKept, tryToWrite, writeKept } from './kept-token.ts';
import { givenSource, keptSource, readGiven } from './token-sources.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rbee-token-'));
  path = keptTokenPath(join(folder, 'data'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const token = (letter: string): string => `rbh_${letter.repeat(43)}`;
const KEPT = {
  queenUrl: 'https://queen.example',
  pin: 'p'.repeat(43),
  hiveId: 'gpu-1',
  token: token('a'),
  joinedWith: 'hash',
};

test('[A3] a token is kept in a file that only its user can read, and read again', () => {
  tryToWrite(path);
  writeKept(path, KEPT);
  expect(readKept(path, readText)).toEqual({ kind: 'kept', kept: KEPT });
  expect([statSync(path).mode & 0o777, statSync(join(folder, 'data')).mode & 0o777]).toEqual([0o600, 0o700]);
  writeKept(path, { ...KEPT, pin: undefined, token: token('b') });
  expect(readKept(path, readText)).toEqual({
    kind: 'kept',
    kept: { ...KEPT, pin: undefined, token: token('b') },
  });
  expect(readdirSync(join(folder, 'data'))).toEqual(['hive-token.json']);
});

test('a file that cannot be written leaves the earlier one, and nothing beside it', () => {
  tryToWrite(path);
  rmSync(join(folder, 'data'), { recursive: true });
  expect(() => writeKept(path, KEPT)).toThrow(/ENOENT/);
  writeFileSync(join(folder, 'data'), '');
  expect(() => tryToWrite(path)).toThrow();
  expect(readKept(path, readText)).toEqual({ kind: 'none' });
});

test.each([
  '',
  'null',
  '[]',
  '{"token": 1}',
  JSON.stringify({ queen_url: 'ftp://x', hive_id: 'a', token: token('a'), joined_with: '' }),
])('a damaged file is not used: %s', (text) => {
  tryToWrite(path);
  writeFileSync(path, text);
  expect(readKept(path, readText)).toEqual({
    kind: 'wrong',
    sentence: `the token file ${path} is damaged; let the hive join again`,
  });
});

test('[A3] the source of a hive that joined reads the file again, and keeps the next token in it', () => {
  tryToWrite(path);
  writeKept(path, KEPT);
  const source = keptSource(path, { ...KEPT, kept: KEPT }, readText);
  expect(source.read()).toBe(token('a'));
  source.keep?.(token('b'));
  expect([source.read(), source.madeAtMs?.()]).toEqual([token('b'), statSync(path).mtimeMs]);
  writeKept(path, { ...KEPT, queenUrl: 'https://other.example' });
  expect(source.read()).toBeUndefined();
  rmSync(path);
  expect(source.read()).toBeUndefined();
});

test('a file that comes after the start is found', () => {
  tryToWrite(path);
  const source = keptSource(path, { ...KEPT, kept: undefined }, readText);
  expect(source.read()).toBeUndefined();
  writeKept(path, KEPT);
  expect(source.read()).toBe(token('a'));
});

test('a token that something else provides is read, and never written', () => {
  const given = join(folder, 'given');
  expect(readGiven(given, readText)).toEqual({
    ok: false,
    sentence: `the token file ${given} cannot be read (ENOENT)`,
  });
  writeFileSync(given, 'rbt_wrong');
  expect(readGiven(given, readText)).toEqual({
    ok: false,
    sentence: `the token file ${given} must contain a token of a hive: rbh_ and 43 characters`,
  });
  writeFileSync(given, `${token('a')}\n`);
  const source = givenSource(given, readText);
  expect([source.read(), source.keep, readFileSync(given, 'utf8')]).toEqual([
    token('a'),
    undefined,
    `${token('a')}\n`,
  ]);
});

test('a file that others can read is told by its mode', () => {
  const file = join(folder, 'x');
  writeFileSync(file, '');
  const modes = [0o600, 0o400, 0o640, 0o644].map((mode) => {
    chmodSync(file, mode);
    return openMode(file, 'linux');
  });
  expect(modes).toEqual([null, null, '640', '644']);
  expect([openMode(file, 'win32'), openMode(join(folder, 'none'), 'linux')]).toEqual([null, null]);
});
