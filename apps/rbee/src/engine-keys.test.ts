import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseCommandLine } from './command-line/index.ts';
import { engineKeys } from './engine-keys.ts';
import { readText } from './read-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'rbee-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

function keyFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o400);
  return path;
}

test('a key is the only text of its file, and belongs to the owner of the file', () => {
  const file = keyFile('good', ' planted-key\n');
  expect(engineKeys([{ worker: 'llm/8080', file }])).toEqual({
    keys: [{ worker: 'llm/8080', key: 'planted-key', ownerId: process.getuid?.() ?? 0 }],
    complaints: [],
  });
});

test.each([
  ['empty', '\n'],
  ['two', 'planted one'],
  ['header', 'planted\r\nx-other: 1'],
  ['long', 'planted'.repeat(1_000)],
])('a file that is %s has no key, and none of it is shown', (name, text) => {
  const { keys, complaints } = engineKeys([{ worker: 'llm/8080', file: keyFile(name, text) }]);
  expect(keys).toEqual([]);
  expect(complaints).toHaveLength(1);
  expect(complaints.join()).not.toContain('planted');
});

test.each(['hive', 'up'])('rbee %s does not start with a key file that cannot be read', (command) => {
  const args = [command, '--no-config', '--engine-key-file', `llm/8080=${folder}/none`];
  const machine = { hostname: 'm', terminal: false };
  expect(parseCommandLine(args, { environment: {}, machine, version: '1', readText })).toEqual({
    kind: 'wrong',
    sentence: `rbee ${command}: the key file ${folder}/none of llm/8080 cannot be read (ENOENT).`,
  });
});

test.each(['8080=/k', 'llm/8080', 'llm/8080=', 'llm/a/b=/k', '=/k'])(
  '%s names no worker with a file',
  (text) => {
    const machine = { hostname: 'm', terminal: false };
    const args = ['hive', '--no-config', '--engine-key-file', text];
    expect(parseCommandLine(args, { environment: {}, machine, version: '1', readText })).toMatchObject({
      kind: 'wrong',
      sentence: expect.stringContaining('such as llm/8080=/etc/rbee/llm-8080.key'),
    });
  },
);
