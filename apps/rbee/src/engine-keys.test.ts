import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseCommandLine } from './command-line/index.ts';
import { keysInFiles, keysInVariables } from './engine-keys.ts';
import { readText } from './read-text.ts';
import { aMachine } from './testing/a-machine.ts';

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
  expect(keysInFiles([{ worker: 'llm/8080', file }])).toEqual({
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
  const { keys, complaints } = keysInFiles([{ worker: 'llm/8080', file: keyFile(name, text) }]);
  expect(keys).toEqual([]);
  expect(complaints).toHaveLength(1);
  expect(complaints.join()).not.toContain('planted');
});

test.each(['hive', 'up'])('rbee %s does not start with a key file that cannot be read', (command) => {
  const args = [command, '--no-config', '--engine-key-file', `llm/8080=${folder}/none`];
  const machine = aMachine('m');
  expect(parseCommandLine(args, { environment: {}, machine, version: '1', readText })).toEqual({
    kind: 'wrong',
    sentence: `rbee ${command}: the key file ${folder}/none of llm/8080 cannot be read (ENOENT).`,
  });
});

test.each(['8080=/k', 'llm/8080', 'llm/8080=', 'llm/a/b=/k', '=/k'])(
  '%s names no worker with a file',
  (text) => {
    const machine = aMachine('m');
    const args = ['hive', '--no-config', '--engine-key-file', text];
    expect(parseCommandLine(args, { environment: {}, machine, version: '1', readText })).toMatchObject({
      kind: 'wrong',
      sentence: expect.stringContaining('such as llm/8080=/etc/rbee/llm-8080.key'),
    });
  },
);

const VARIABLES = [{ worker: 'llm/8080', variable: 'LLAMA_KEY' }];

test('a key is the text of its variable, and belongs to the user of the hive', () => {
  expect(keysInVariables(VARIABLES, { LLAMA_KEY: ' planted-key\n' }, 1000)).toEqual({
    keys: [{ worker: 'llm/8080', key: 'planted-key', ownerId: 1000 }],
    complaints: [],
  });
});

test.each([undefined, '', '\n', 'planted one', 'planted\r\nx-other: 1', 'planted'.repeat(1_000)])(
  'a variable with %j has no key, and none of it is shown',
  (text) => {
    const { keys, complaints } = keysInVariables(VARIABLES, { LLAMA_KEY: text }, 1000);
    expect(keys).toEqual([]);
    expect(complaints).toEqual([
      expect.stringMatching(/^the variable LLAMA_KEY with the key of llm\/8080 is not (set|used)/),
    ]);
    expect(complaints.join()).not.toContain('planted');
  },
);

const lineOf = (args: readonly string[], environment: Record<string, string> = {}) => {
  const machine = aMachine('m');
  return parseCommandLine(args, { environment, machine, version: '1', userId: 1000, readText });
};

test.each(['hive', 'up'])('rbee %s takes a key out of the variable that it is told', (command) => {
  const args = [command, '--no-config', '--engine-key-env', 'llm/8080=LLAMA_KEY'];
  const line = lineOf(args, { LLAMA_KEY: 'planted-key' });
  expect(line).toMatchObject({ keys: [{ worker: 'llm/8080', key: 'planted-key', ownerId: 1000 }] });
  expect(JSON.stringify('settings' in line && line.settings)).not.toContain('planted-key');
  expect(lineOf(args)).toEqual({
    kind: 'wrong',
    sentence: `rbee ${command}: the variable LLAMA_KEY with the key of llm/8080 is not set.`,
  });
});

test('the name of a variable can be given by a variable, one per line', () => {
  const environment = { RBEE_ENGINE_KEY_ENV: 'llm/8080=A\nllm/8081=B', A: 'planted-a', B: 'planted-b' };
  const line = lineOf(['hive', '--no-config'], environment);
  expect('keys' in line && line.keys?.map(({ worker, key }) => [worker, key])).toEqual([
    ['llm/8080', 'planted-a'],
    ['llm/8081', 'planted-b'],
  ]);
});

test.each(['8080=K', 'llm/8080', 'llm/8080=', 'llm/8080=1K', 'llm/8080=A-B', 'llm/8080=A=B'])(
  '%s names no worker with a variable',
  (text) => {
    expect(lineOf(['hive', '--no-config', '--engine-key-env', text])).toMatchObject({
      kind: 'wrong',
      sentence: expect.stringContaining('such as llm/8080=LLAMA_KEY'),
    });
  },
);
