import { ENGINE_NAMES } from '@rbee/monitor';
import { expect, test } from 'vitest';
import { aMachine } from '../testing/a-machine.ts';
import { parseCommandLine } from './parse-command-line.ts';

const parse = (line: string, file: unknown, environment: Record<string, string> = {}) =>
  parseCommandLine(line.split(' '), {
    environment,
    machine: aMachine(),
    version: '1',
    readText: (path) =>
      path === 'rbee.config.json' && file !== undefined
        ? { ok: true, text: JSON.stringify(file) }
        : { ok: false, code: 'ENOENT' },
  });
const settings = (...args: Parameters<typeof parse>) => {
  const parsed = parse(...args);
  return 'settings' in parsed ? parsed.settings : parsed;
};

const FILE = {
  log_level: 'error',
  watch: ['embed=my-embedder', 'llm=own{1,2}'],
  queen: { port: 8000, allow_host: ['q.example'], insecure_no_access_control: true, host: '0.0.0.0' },
  hive: { hive_id: 'from-file', interval_ms: 250, proc_root: '/host/proc' },
  up: { samples: false },
};

test('a flag overrides the environment, which overrides the file, which overrides the default', () => {
  expect(settings('queen', FILE)).toMatchObject({ port: 8000, host: '0.0.0.0', logLevel: 'error' });
  expect(settings('queen', FILE, { QUEEN_PORT: '9000' })).toMatchObject({ port: 9000 });
  expect(settings('queen --port 1', FILE, { QUEEN_PORT: '9000' })).toMatchObject({ port: 1 });
  expect(settings('queen --no-config', FILE)).toMatchObject({ port: 7833, host: '127.0.0.1' });
  expect(settings('up', FILE)).toMatchObject({ hiveId: 'from-file', port: 8000, samples: false });
  expect(settings('up', { up: { samples: true } })).toMatchObject({ samples: true });
});

test('reads the patterns to watch and to ignore from flags, environment and file', () => {
  const watch = [{ group: 'embed', pattern: /my-embedder/ }];
  expect(settings('hive', FILE)).toMatchObject({
    watch: [...watch, { group: 'llm', pattern: /own{1,2}/ }],
    procRoot: '/host/proc',
  });
  expect(settings('hive --watch llm:llama.cpp=own-server:x', FILE)).toMatchObject({
    watch: [{ group: 'llm', engine: 'llama.cpp', pattern: /own-server:x/ }],
  });
  expect(settings('hive --watch a=b=c --ignore x', FILE)).toMatchObject({
    watch: [{ group: 'a', pattern: /b=c/ }],
    ignore: [/x/],
  });
  expect(settings('hive', undefined, { RBEE_WATCH: 'a=b{1,2}\n c=d\n', RBEE_IGNORE: 'x,y' })).toMatchObject({
    watch: [
      { group: 'a', pattern: /b{1,2}/ },
      { group: 'c', pattern: /d/ },
    ],
    ignore: [/x,y/],
  });
});

test.each([
  [
    'hive --watch llm',
    undefined,
    'rbee hive: --watch must be a group and a pattern, such as \'embed=my-embedder\', not "llm".',
  ],
  [
    'hive --watch llm:lama=x',
    FILE,
    `rbee hive: --watch must be one of these engines after 'llm:': ${ENGINE_NAMES.join(', ')}, not "llm:lama=x".`,
  ],
  [
    'hive --watch a/b=x',
    undefined,
    'rbee hive: --watch must be a group and a pattern, such as \'embed=my-embedder\', not "a/b=x".',
  ],
  [
    'hive --watch a\u200b=x',
    undefined,
    'rbee hive: --watch must be a group and a pattern, such as \'embed=my-embedder\', not "a\u200b=x".',
  ],
  [
    'hive --ignore (?=a)b',
    undefined,
    'rbee hive: --ignore must be a valid regular expression (it is matched by RE2, which has no look-around and no back-references), not "(?=a)b".',
  ],
  [
    'hive --ignore (',
    undefined,
    'rbee hive: --ignore must be a valid regular expression (unterminated group), not "(".',
  ],
  [
    'hive --proc-root proc',
    undefined,
    'rbee hive: --proc-root must be an absolute path, such as /host/proc, not "proc".',
  ],
  [
    'hive',
    { queen: { prt: 1 } },
    'rbee hive: rbee.config.json: unknown key "queen.prt" (did you mean "queen.port"?).',
  ],
  [
    'queen',
    { hive: { interval_ms: 1 } },
    'rbee queen: rbee.config.json: hive.interval_ms must be a whole number from 100 to 60000, not "1".',
  ],
  ['up --config other.json', FILE, 'rbee up: the config file other.json cannot be read (ENOENT).'],
])('%s with %j is refused with one sentence', (line, file, sentence) => {
  expect(parse(line, file)).toEqual({ kind: 'wrong', sentence });
});

test('the doctor runs with the defaults if the file is invalid, and gets the error', () => {
  expect(parse('doctor --json', { queen: 1 })).toMatchObject({
    kind: 'doctor',
    settings: { json: true, queenUrl: undefined },
    config: { kind: 'wrong', sentence: 'rbee.config.json: queen must be an object, not 1' },
  });
});
