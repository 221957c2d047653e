import { expect, test } from 'vitest';
import { hasAccessControl } from '../settings/index.ts';
import { aMachine } from '../testing/a-machine.ts';
import { parseCommandLine } from './parse-command-line.ts';

const OPEN = JSON.stringify({ queen: { insecure_no_access_control: true } });
const CLOSED = JSON.stringify({ queen: { access_control: true, data: '/srv/rbee' } });
const TLS = JSON.stringify({ queen: { tls_cert: '/srv/cert.pem', tls_key: '/srv/key.pem' } });
const FILES: Readonly<Record<string, string>> = { open: OPEN, closed: CLOSED, tls: TLS };

const parse = (line: string, environment: Record<string, string> = {}) =>
  parseCommandLine(line.split(' '), {
    environment,
    machine: aMachine(),
    version: '1',
    readText: (path) => {
      const text = FILES[path];
      return text === undefined ? { ok: false, code: 'ENOENT' } : { ok: true, text };
    },
  });

/** True if the queen of this command line asks who somebody is. */
function isOn(line: string, environment: Record<string, string> = {}): boolean {
  const parsed = parse(line, environment);
  if (parsed.kind !== 'queen' && parsed.kind !== 'up') throw new Error(JSON.stringify(parsed));
  return hasAccessControl(parsed.settings);
}

test.each(['0.0.0.0', '::', '192.168.1.20', 'gpu-1.lan', '128.0.0.1'])(
  '[A1] a queen on %s has access control, unless the flag says otherwise',
  (host) => {
    for (const command of ['queen', 'up']) {
      expect(isOn(`${command} --host ${host}`)).toBe(true);
      expect(isOn(command, { QUEEN_HOST: host })).toBe(true);
      expect(isOn(`${command} --host ${host} --insecure-no-access-control`)).toBe(false);
    }
  },
);

test.each(['127.0.0.1', '127.8.9.10', 'localhost', 'LOCALHOST', '::1'])(
  '[A1] a queen on %s has none, unless it is asked for or trusts a reverse proxy',
  (host) => {
    expect(isOn(`queen --host ${host}`)).toBe(false);
    expect(isOn(`queen --host ${host} --access-control`)).toBe(true);
    expect(isOn(`queen --host ${host}`, { QUEEN_ACCESS_CONTROL: 'true' })).toBe(true);
    expect(isOn(`queen --host ${host} --config closed`)).toBe(true);
    expect(isOn(`queen --host ${host} --trust-proxy 127.0.0.1`)).toBe(true);
    expect(isOn(`queen --host ${host} --trust-proxy 127.0.0.1 --insecure-no-access-control`)).toBe(false);
  },
);

test('[A1] no environment variable turns access control off', () => {
  const names = ['INSECURE', 'INSECURE_NO_ACCESS_CONTROL', 'NO_ACCESS_CONTROL', 'INSECURE_OPEN'];
  const insecure = names.flatMap((name) => [name, `QUEEN_${name}`, `RBEE_${name}`]);
  const environment = Object.fromEntries(insecure.map((name) => [name, 'true']));
  for (const value of ['false', '', 'true'])
    expect(isOn('queen --host 0.0.0.0', { ...environment, QUEEN_ACCESS_CONTROL: value })).toBe(true);
  expect(isOn('queen --access-control', { QUEEN_ACCESS_CONTROL: 'false' })).toBe(true);
});

test('[A1] a config file turns it off if it is named or found, but not by a variable', () => {
  expect(isOn('queen --host 0.0.0.0 --config open')).toBe(false);
  expect(parse('queen --host 0.0.0.0', { RBEE_CONFIG: 'open' })).toEqual({
    kind: 'wrong',
    sentence:
      'rbee queen: queen.insecure_no_access_control in open does not count, as RBEE_CONFIG names the file; name it with --config, or give --insecure-no-access-control.',
  });
  expect(isOn('queen --insecure-no-access-control --host ::', { RBEE_CONFIG: 'open' })).toBe(false);
});

test.each([
  ['queen --access-control --insecure-no-access-control', {}],
  ['up --insecure-no-access-control', { QUEEN_ACCESS_CONTROL: 'true' }],
  ['queen --insecure-no-access-control --config closed', {}],
])('[A1] %s with %j is refused', (line, environment) => {
  expect(parse(line, { ...environment } as Record<string, string>)).toEqual({
    kind: 'wrong',
    sentence: `rbee ${line.split(' ')[0]}: access control cannot be both on and off; leave out --access-control or --insecure-no-access-control, or their keys in the config file.`,
  });
});

test('[A3] an invite is for one hive and an hour unless asked otherwise', () => {
  expect(parse('invite')).toEqual({
    kind: 'invite',
    settings: {
      ...{ hive: undefined, uses: 1, forMs: 3_600_000, codeFile: undefined, queenUrl: undefined },
      ...{ tokenFile: undefined, queenCa: undefined, data: '/var/lib/rbee' },
    },
  });
  expect(
    parse('invite --hive gpu-1 --uses 50 --for 7d --code-file c --queen-url https://q --config closed'),
  ).toMatchObject({
    settings: {
      ...{ hive: 'gpu-1', uses: 50, forMs: 604_800_000, codeFile: 'c', queenUrl: 'https://q' },
      data: '/srv/rbee',
    },
  });
});

test('[A2] a token has a name and scopes, and a program reads its own from a file', () => {
  expect(parse('token create --name prometheus --scope metrics,read --scope stream --for 90d')).toMatchObject(
    {
      kind: 'token create',
      settings: { name: 'prometheus', scopes: [['metrics', 'read'], ['stream']], forMs: 7_776_000_000 },
    },
  );
  expect(parse('token revoke abc --data d')).toEqual({
    kind: 'token revoke',
    settings: { data: 'd' },
    id: 'abc',
  });
  expect(parse('token list --json')).toMatchObject({ settings: { json: true } });
  expect(parse('admin reset --name ada')).toMatchObject({ kind: 'admin reset', settings: { name: 'ada' } });
  for (const command of ['top', 'status'])
    expect(parse(command, { RBEE_TOKEN_FILE: 't' })).toMatchObject({ settings: { tokenFile: 't' } });
});

test.each([
  ['token', 'rbee token: give a command: create, list or revoke (see rbee token --help).'],
  ['admin', 'rbee admin: give a command: reset (see rbee admin --help).'],
  [
    'token create --scope read',
    'rbee token create: name the program that gets the token with --name, such as --name prometheus.',
  ],
  [
    'token create --name a',
    'rbee token create: say with --scope what the token may do: read, stream, metrics, operate, admin.',
  ],
  [
    'token create --name a --scope read,write',
    'rbee token create: --scope must be read, stream, metrics, operate or admin, several with commas between them, not "read,write".',
  ],
  [
    'token create --name a --scope read --for 20y',
    'rbee token create: --for must be a duration up to 3650d, such as 90s, 30m, 24h or 7d, not "20y".',
  ],
  ['token revoke', "rbee token revoke: missing required argument 'id' (see rbee token revoke --help)."],
  ['invite --uses 0', 'rbee invite: --uses must be a whole number from 1 to 10000, not "0".'],
  [
    'invite --for 31d',
    'rbee invite: --for must be a duration up to 30d, such as 90s, 30m, 24h or 7d, not "31d".',
  ],
  [
    'invite --code-file c --token-file t',
    "rbee invite: --code-file works on the queen's own machine only; leave out --token-file.",
  ],
  ['admin rest', "rbee admin: unknown command 'rest'; did you mean reset? See rbee admin --help."],
])('%s is refused with one sentence', (line, sentence) => {
  expect(parse(line)).toEqual({ kind: 'wrong', sentence });
});

test.each([
  ['up --config tls', {}, 'queen.tls_cert and queen.tls_key'],
  ['up', { QUEEN_TLS_CERT_FILE: '/srv/cert.pem' }, 'QUEEN_TLS_CERT_FILE'],
])('rbee up refuses a certificate that it would not use: %s with %j', (line, environment, named) => {
  const sentence = expect.stringContaining(
    `rbee up: ${named} would have no effect, as rbee up serves no TLS;`,
  );
  expect(parse(line, environment)).toEqual({ kind: 'wrong', sentence });
});
