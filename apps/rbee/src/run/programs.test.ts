import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { missingCommand } from './programs.ts';

const root = mkdtempSync(join(tmpdir(), 'rbee-command-'));
for (const folder of ['one', 'two', 'one/folder']) mkdirSync(join(root, folder));
writeFileSync(join(root, 'one/plain'), '');
writeFileSync(join(root, 'two/plain'), '');
writeFileSync(join(root, 'two/program'), '');
for (const name of ['two/plain', 'two/program']) chmodSync(join(root, name), 0o755);
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ['program', 'two', null],
  ['plain', 'one:two', null],
  ['plain', 'one', 126],
  ['folder', 'one', 126],
  ['program', 'one', 127],
  ['program', '', 127],
  ['two/program', 'one', null],
  ['./one/plain', 'two', 126],
  ['two/nothing', 'two', 127],
])('looks up %s in the PATH %j: %s', (name, path, expected) => {
  const absolute = path === '' ? '' : path.replace(/[^:]+/g, (it) => join(root, it));
  expect(missingCommand(name, absolute, root)).toBe(expected);
});
