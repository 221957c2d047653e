import { expect, test } from 'vitest';
import { aMachine } from '../testing/a-machine.ts';
import { parseCommandLine } from './parse-command-line.ts';

const FILE = JSON.stringify({ queen: { data: '/srv/rbee' } });
const parse = (line: string, environment: Record<string, string> = {}) =>
  parseCommandLine(line.split(' '), {
    environment,
    machine: aMachine(),
    version: '1',
    readText: (path) => (path === 'f' ? { ok: true, text: FILE } : { ok: false, code: 'ENOENT' }),
  });

test('an export is by default all of the last day, second by second', () => {
  expect(parse('history export')).toEqual({
    kind: 'history export',
    settings: {
      ...{ data: '/var/lib/rbee', hives: [], fields: [], from: '-24h', to: 'now', tier: '1s' },
      ...{ worker: undefined, gpu: undefined, format: undefined, output: undefined },
    },
  });
});

test('the data is where the queen has it: by flag, variable or config file', () => {
  expect(parse('history info --data d', { QUEEN_DATA: 'e' })).toMatchObject({
    settings: { data: 'd', json: false },
  });
  expect(parse('history info --config f', { QUEEN_DATA: 'e' })).toMatchObject({ settings: { data: 'e' } });
  expect(parse('history prune --before -30d --config f')).toMatchObject({
    kind: 'history prune',
    settings: { data: '/srv/rbee', before: '-30d' },
    configPath: 'f',
  });
});

test.each([
  ['history', 'rbee history: give a command: info, export or prune (see rbee history --help).'],
  ['history inof', "rbee history: unknown command 'inof'; did you mean info? See rbee history --help."],
  [
    'history export --feild vram_mb',
    "rbee history export: unknown option '--feild'; did you mean --field? See rbee history export --help.",
  ],
  ['history export --tier 10s', 'rbee history export: --tier must be one of 1s, 1m, 15m, not "10s".'],
  [
    'history export --from yesterday',
    'rbee history export: --from must be a time such as 2025-10-30T20:15:30Z, -15m, -1h30m, -7d or now, not "yesterday".',
  ],
  [
    'history export --worker 8080',
    'rbee history export: --worker must be the group and the instance of a worker, such as llm/8080, not "8080".',
  ],
  ['history prune', 'rbee history prune: say with --before what is to be removed, such as --before -30d.'],
])('%s is refused with one sentence', (line, sentence) => {
  expect(parse(line)).toEqual({ kind: 'wrong', sentence });
});

test('a field that is not kept is refused with those that are', () => {
  expect(parse('history export --field vram')).toMatchObject({
    sentence: expect.stringMatching(
      /^rbee history export: --field must be one of cpu_pct, .*vram_mb.*, not "vram"\.$/,
    ),
  });
});

test('the help of rbee history and of each of its commands names what it does', () => {
  for (const [line, words] of [
    ['history --help', 'Usage: rbee history'],
    ['history export --help', 'Usage: rbee history export'],
    ['history prune --help', 'The queen must not run.'],
    ['--help', 'history'],
  ] as const) {
    expect(parse(line)).toMatchObject({ kind: 'show', text: expect.stringContaining(words) });
  }
});
