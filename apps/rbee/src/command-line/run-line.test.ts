import { expect, test } from 'vitest';
import { aMachine } from '../testing/a-machine.ts';
import { parseCommandLine } from './parse-command-line.ts';

const parse = (line: string) =>
  parseCommandLine(line.split(' '), {
    environment: {},
    machine: aMachine('x'),
    version: '1',
  });

test('all arguments after -- belong to the command', () => {
  expect(
    parse('run --group llm --instance 8080 --cpu 150% --memory 1.5G -- vllm serve --help -- -x'),
  ).toEqual({
    kind: 'run',
    settings: { group: 'llm', instance: '8080', cpuPct: 150, memoryBytes: 1.5 * 2 ** 30 },
    command: ['vllm', 'serve', '--help', '--', '-x'],
  });
});

test('flags before -- belong to rbee run', () => {
  expect(parse('run --help -- x')).toMatchObject({ kind: 'show' });
  expect(parse('run --grop x -- y')).toMatchObject({
    sentence: "rbee run: unknown option '--grop'; did you mean --group? See rbee run --help.",
  });
});

const GIVEN = 'run --group g --instance i';

test.each([
  ['run', 'name the group of the worker with --group <name>.'],
  ['run --group g -- x', 'name the instance with --instance <name>.'],
  [GIVEN, 'give the command after --, as in rbee run ... -- llama-server --port 8080.'],
  [`${GIVEN} --`, 'give the command after --, as in rbee run ... -- llama-server --port 8080.'],
  [
    `${GIVEN} sleep 5`,
    "too many arguments for 'run'; the command to run goes after -- (see rbee run --help).",
  ],
  [
    `${GIVEN} sleep --port 5`,
    "unknown option '--port'; the command to run goes after -- (see rbee run --help).",
  ],
  [
    `${GIVEN} --cpu banana -- x`,
    '--cpu must be a percentage from 1% to 100000%, such as 200% for two cores, not "banana".',
  ],
  [
    `${GIVEN} --cpu 0.5% -- x`,
    '--cpu must be a percentage from 1% to 100000%, such as 200% for two cores, not "0.5%".',
  ],
  [
    `${GIVEN} --cpu 2 -- x`,
    '--cpu must be a percentage from 1% to 100000%, such as 200% for two cores, not "2".',
  ],
  [`${GIVEN} --memory 8Q -- x`, '--memory must be a size from 1M to 1024T, such as 512M or 8G, not "8Q".'],
  [`${GIVEN} --memory 1K -- x`, '--memory must be a size from 1M to 1024T, such as 512M or 8G, not "1K".'],
])('%s is refused with one sentence', (line, sentence) => {
  expect(parse(line)).toEqual({ kind: 'wrong', sentence: `rbee run: ${sentence}` });
});

test.each(['a/b', '.x', '..', '-x', '', 'x'.repeat(65), 'a.scope', 'größe', 'a b'])(
  'the group name %j is refused',
  (group) => {
    const line = parseCommandLine(['run', `--group=${group}`, '--instance', 'i', '--', 'x'], {
      environment: {},
      machine: aMachine('x'),
      version: '1',
    });
    expect(line).toMatchObject({ kind: 'wrong', sentence: expect.stringMatching(/^rbee run: [^\n]*group/) });
  },
);
