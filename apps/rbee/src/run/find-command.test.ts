import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findCommand } from './find-command.ts';

const root = mkdtempSync(join(tmpdir(), 'rbee-command-'));
for (const folder of ['one', 'two', 'one/folder']) mkdirSync(join(root, folder));
writeFileSync(join(root, 'one/plain'), '');
writeFileSync(join(root, 'two/plain'), '');
writeFileSync(join(root, 'two/program'), '');
for (const name of ['two/plain', 'two/program']) chmodSync(join(root, name), 0o755);
afterAll(() => rmSync(root, { recursive: true }));

const FOUND = { kind: 'found' };
const missing = (code: number) => ({ kind: 'missing', code });

test.each([
  ['program', 'two', FOUND],
  ['plain', 'one:two', FOUND],
  ['plain', 'one', missing(126)],
  ['folder', 'one', missing(126)],
  ['program', 'one', missing(127)],
  ['program', '', missing(127)],
  ['two/program', 'one', FOUND],
  ['./one/plain', 'two', missing(126)],
  ['two/nothing', 'two', missing(127)],
])('%s with a PATH of %s', (name, path, expected) => {
  const absolute = path === '' ? '' : path.replace(/[^:]+/g, (it) => join(root, it));
  expect(findCommand(name, absolute, root)).toEqual(expected);
});
