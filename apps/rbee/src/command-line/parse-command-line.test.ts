import { joinText } from '@rbee/contract';
import { expect, test } from 'vitest';
import { certificate } from '../../../../packages/queen/src/testing/certificate.ts';
import { aMachine } from '../testing/a-machine.ts';
import type { CommandLine } from './command-line.ts';
import { parseCommandLine } from './parse-command-line.ts';

const machine = aMachine('gpu box.lan');
const parse = (line: string, environment: Record<string, string> = {}): CommandLine =>
  parseCommandLine(line === '' ? [] : line.split(' '), { environment, machine, version: '1.2.3' });
const settings = (line: string, environment: Record<string, string> = {}): Record<string, unknown> => {
  const parsed = parse(line, environment);
  return 'settings' in parsed ? { ...parsed.settings } : { ...parsed };
};

test('a queen by default listens on loopback', () => {
  expect(parse('queen')).toEqual({
    kind: 'queen',
    settings: {
      port: 7833,
      host: '127.0.0.1',
      insecure: false,
      accessControl: false,
      allowOrigins: [],
      allowFrames: [],
      allowHosts: [],
      forgetAfterMs: 86_400_000,
      fleetMb: undefined,
      addressShare: 50,
      remoteWrite: [],
      signIn: [],
      trustedProxies: [],
      history: true,
      data: '/var/lib/rbee',
      secondsAgeMs: 86_400_000,
      minutesAgeMs: 90 * 86_400_000,
      quartersAgeMs: 365 * 86_400_000,
      secondsBytes: 512 * 2 ** 20,
      minutesBytes: 2 ** 30,
      quartersBytes: 512 * 2 ** 20,
      logLevel: 'info',
      logFormat: 'json',
    },
  });
});

test('a hive by default leaves its queen and its name to what it joined', () => {
  expect(parse('hive')).toEqual({
    kind: 'hive',
    settings: {
      data: '/var/lib/rbee',
      engines: true,
      engineMetrics: true,
      engineWithoutMetrics: [],
      intervalMs: 1_000,
      logLevel: 'info',
      logFormat: 'json',
    },
  });
});

test('a hive is told once where its token comes from, and no error shows the text of an invite', () => {
  const text = joinText({ url: 'http://queen:7833', code: 'planted-code-of-an-invite' });
  expect(settings(`hive --join ${text}`)).toMatchObject({ join: text });
  expect(settings('hive --join -')).toMatchObject({ join: '-' });
  expect(parse(`hive --join ${text} --token-file t`)).toEqual({
    kind: 'wrong',
    sentence: 'rbee hive: choose one of --join, --join-file and --token-file.',
  });
  expect(parse(`hive --join ${text.slice(0, -9)}`)).toEqual({
    kind: 'wrong',
    sentence:
      'rbee hive: --join must be the text that `rbee invite` printed, or - to read it from standard input, not "...".',
  });
});

test('up has the settings of a queen and of a hive, and starts sample workers by default', () => {
  expect(settings('up')).toMatchObject({
    port: 7833,
    hiveId: 'gpu-box.lan',
    samples: true,
    logLevel: 'warn',
  });
  expect(settings('up --no-samples')).toMatchObject({ samples: false });
});

test.each([
  ['queen --port 1', { QUEEN_PORT: '2' }, { port: 1 }],
  ['queen', { QUEEN_PORT: '2' }, { port: 2 }],
  ['queen', { QUEEN_PORT: '' }, { port: 7833 }],
  ['queen --port=0', {}, { port: 0 }],
  ['queen --port 1 --port 3', {}, { port: 3 }],
  ['queen', { QUEEN_HOST: '::1' }, { host: '::1' }],
  ['queen --host 0.0.0.0 --insecure-no-access-control', {}, { host: '0.0.0.0', insecure: true }],
  [
    'queen --allow-origin https://a.b --allow-origin http://c:1',
    {},
    { allowOrigins: ['https://a.b', 'http://c:1'] },
  ],
  [
    'queen --allow-frame https://grafana.example',
    { QUEEN_ALLOW_FRAME: 'http://ha.local:8123' },
    { allowFrames: ['https://grafana.example'] },
  ],
  [
    'up',
    { QUEEN_ALLOW_FRAME: 'http://ha.local:8123,http://10.0.0.2' },
    { allowFrames: ['http://ha.local:8123', 'http://10.0.0.2'] },
  ],
  [
    'queen',
    { QUEEN_ALLOW_ORIGIN: 'https://a.b, http://c:1,' },
    { allowOrigins: ['https://a.b', 'http://c:1'] },
  ],
  ['queen --allow-host q.example', { QUEEN_ALLOW_HOST: 'x' }, { allowHosts: ['q.example'] }],
  ['queen --forget-after 30m', {}, { forgetAfterMs: 1_800_000 }],
  ['queen --no-history', {}, { history: false }],
  ['queen', { QUEEN_HISTORY: 'false' }, { history: false }],
  ['queen --no-history', { QUEEN_HISTORY: 'true' }, { history: false }],
  ['queen', { QUEEN_DATA: 'here' }, { data: 'here' }],
  ['queen --data /srv/rbee', { QUEEN_DATA: 'here' }, { data: '/srv/rbee' }],
  ['queen --history-seconds 10m', {}, { secondsAgeMs: 600_000 }],
  ['queen', { QUEEN_HISTORY_SECONDS_SIZE: '1.5GiB' }, { secondsBytes: 1.5 * 2 ** 30 }],
  ['hive --queen-url https://q/rbee', { HIVE_QUEEN_URL: 'http://x' }, { queenUrl: 'https://q/rbee' }],
  [
    'hive',
    { HIVE_QUEEN_URL: 'http://x:1', HIVE_ID: 'h', HIVE_INTERVAL_MS: '250' },
    { queenUrl: 'http://x:1', hiveId: 'h', intervalMs: 250 },
  ],
  [
    'hive --log-level debug --log-format pretty',
    { RBEE_LOG_LEVEL: 'error' },
    { logLevel: 'debug', logFormat: 'pretty' },
  ],
])(
  '%s with %j: a flag overrides the environment, which overrides the default',
  (line, environment, expected) => {
    expect(settings(line, { ...environment } as Record<string, string>)).toMatchObject(expected);
  },
);

test.each([
  ['quen', {}, "rbee: unknown command 'quen'; did you mean queen? See rbee --help."],
  ['queen --prot 1', {}, "rbee queen: unknown option '--prot'; did you mean --port? See rbee queen --help."],
  ['--queen', {}, "rbee: unknown option '--queen' (see rbee --help)."],
  ['queen --port', {}, "rbee queen: option '--port <number>' argument missing (see rbee queen --help)."],
  [
    'hive --queen-ulr=http://h/?secret',
    {},
    "rbee hive: unknown option '--queen-ulr' (see rbee hive --help).",
  ],
  ['hive --key=secret', {}, "rbee hive: unknown option '--key' (see rbee hive --help)."],
  ['http://bee:secret@h', {}, "rbee: unknown command 'http://h...' (see rbee --help)."],
  ['queen extra', {}, "rbee queen: too many arguments for 'queen' (see rbee queen --help)."],
  ['queen --port abc', {}, 'rbee queen: --port must be a whole number from 0 to 65535, not "abc".'],
  ['queen', { QUEEN_PORT: '-1' }, 'rbee queen: QUEEN_PORT must be a whole number from 0 to 65535, not "-1".'],
  ['up --interval-ms 99', {}, 'rbee up: --interval-ms must be a whole number from 100 to 60000, not "99".'],
  [
    'hive',
    { HIVE_ID: 'a/b' },
    'rbee hive: HIVE_ID must be 1 to 128 of the characters A-Z a-z 0-9 . _ : @ -, not "a/b".',
  ],
  [
    'queen --forget-after 0h',
    {},
    'rbee queen: --forget-after must be a duration up to 365d, such as 90s, 30m, 24h or 7d, not "0h".',
  ],
  [
    'queen --history-seconds 5m',
    {},
    'rbee queen: --history-seconds must be a duration from 10m to 365d, such as 90m, 24h or 7d, not "5m".',
  ],
  [
    'queen --history-minutes-size 2',
    {},
    'rbee queen: --history-minutes-size must be a size from 16M to 1024T, such as 512M or 8G, not "2".',
  ],
  ['queen', { QUEEN_HISTORY: 'no' }, 'rbee queen: QUEEN_HISTORY must be true or false, not "no".'],
  [
    'queen --histroy-seconds 5m',
    {},
    "rbee queen: unknown option '--histroy-seconds'; did you mean --history-seconds? See rbee queen --help.",
  ],
  [
    'queen --allow-origin https://a.b/c',
    {},
    'rbee queen: --allow-origin must be an origin without a path, such as https://grafana.example, not "https://a.b...".',
  ],
  [
    'queen --allow-frame http://[::1]:3000',
    {},
    'rbee queen: --allow-frame must be an origin with a name or an IPv4 address and without a path, such as https://grafana.example, not "http://[::1]:3000".',
  ],
  [
    'queen',
    { QUEEN_ALLOW_HOST: 'ok,http://x' },
    'rbee queen: QUEEN_ALLOW_HOST must be a whole host name without * or a port, such as queen.example, not "http://x".',
  ],
  [
    'queen --log-level loud',
    {},
    'rbee queen: --log-level must be one of trace, debug, info, warn, error, fatal, silent, not "loud".',
  ],
  [
    'hive --queen-url http://bee:secret@q',
    {},
    'rbee hive: --queen-url must be an http or https address without a user, such as http://localhost:7833, not "http://q...".',
  ],
])('%s with %j is refused with one sentence', (line, environment, sentence) => {
  expect(parse(line, { ...environment } as Record<string, string>)).toEqual({ kind: 'wrong', sentence });
});

test.each(['https://a.b/c', 'https://*', 'https://a;b', 'https://*.a.b', 'grafana.example', 'null'])(
  'the origin %j of a frame is refused',
  (text) => {
    expect(parse('queen', { QUEEN_ALLOW_FRAME: text })).toMatchObject({ kind: 'wrong' });
  },
);

test.each(['up', 'queen', 'hive'])(
  'the help of %s names its flags, variables, defaults and an example',
  (command) => {
    const shown = parse(`${command} --help`);
    expect(shown).toMatchObject({ kind: 'show', text: expect.stringContaining(`Usage: rbee ${command}`) });
    const text = shown.kind === 'show' ? shown.text.replace(/\s+/g, ' ') : '';
    const variables = {
      queen: 'QUEEN_PORT; default: 7833',
      up: 'HIVE_ID; default',
      hive: 'HIVE_QUEEN_URL; default',
    };
    expect(text).toContain(`environment: ${variables[command as keyof typeof variables]}`);
    expect(text).toMatch(/Examples?: rbee /);
  },
);

test('shows the version, and the help for --help and without arguments', () => {
  expect(parse('')).toEqual(parse('--help'));
  expect(parse('--help')).toMatchObject({
    kind: 'show',
    text: expect.stringContaining('Start here: rbee up'),
  });
  for (const line of ['--version', '-V', 'version']) {
    expect(parse(line)).toEqual({ kind: 'show', text: '1.2.3\n' });
  }
});

test('the log format on a terminal is pretty', () => {
  const line = parseCommandLine(['hive'], {
    environment: {},
    machine: { ...machine, terminal: true },
    version: '1',
  });
  expect(line).toMatchObject({ settings: { logFormat: 'pretty' } });
});

test.each(['hive', 'queen', 'top', 'status', 'history', 'history export'])(
  'rbee help %s is what its --help is',
  (command) => {
    const shown = parse(`help ${command}`);
    expect(shown).toMatchObject({ kind: 'show', text: expect.stringContaining(`Usage: rbee ${command}`) });
    expect(shown).toEqual(parse(`${command} --help`));
  },
);

test.each(['hive', 'top', 'status', 'simulate', 'doctor'])(
  '%s trusts the certificates of --queen-ca besides those of Node',
  (command) => {
    const { pem } = certificate('rbee test', 'authority');
    const parsed = parseCommandLine([command, '--queen-ca', 'ca.pem'], {
      ...{ environment: {}, machine, version: '1' },
      readText: (path) => (path === 'ca.pem' ? { ok: true, text: pem } : { ok: false, code: 'ENOENT' }),
    });
    expect(parsed).toMatchObject({ kind: command, trusted: [pem.trim()] });
    expect(parse(`${command} --queen-ca nowhere.pem`)).toEqual({
      kind: 'wrong',
      sentence: `rbee ${command}: the certificate file nowhere.pem cannot be read (ENOENT).`,
    });
  },
);

test('rbee help alone is the help of the program', () => {
  expect(parse('help')).toEqual(parse('--help'));
  expect(parse('help --help')).toEqual(parse('--help'));
});

test.each([
  ['help hvie', "rbee: unknown command 'hvie'; did you mean hive? See rbee --help."],
  ['help history inof', "rbee history: unknown command 'inof'; did you mean info? See rbee history --help."],
  ['hepl hive', "rbee: unknown command 'hepl'; did you mean help? See rbee --help."],
  ['completion', "rbee completion: missing required argument 'shell' (see rbee completion --help)."],
  ['completion tcsh', 'rbee completion: the shell must be one of bash, zsh, fish, not "tcsh".'],
  ['version 2', "rbee version: too many arguments for 'version' (see rbee version --help)."],
  ['top --filtre x', "rbee top: unknown option '--filtre'; did you mean --filter? See rbee top --help."],
  [
    'top --interval 5ms',
    'rbee top: --interval must be a time from 100ms to 60s, such as 500ms or 2s, not "5ms".',
  ],
])('%s is refused with one sentence and the page of the help', (line, sentence) => {
  expect(parse(line)).toEqual({ kind: 'wrong', sentence });
});

test('status asks about the hive of this machine, by the name that a hive would have', () => {
  expect(parse('status', { HIVE_QUEEN_URL: 'http://q:1' })).toEqual({
    kind: 'status',
    settings: {
      ...{ tokenFile: undefined, data: '/var/lib/rbee' },
      queenUrl: 'http://q:1',
      queenCa: undefined,
      hiveId: 'gpu-box.lan',
      json: false,
    },
  });
});
