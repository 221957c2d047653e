import { expect, test } from 'vitest';
import type { ReadText } from '../read-text.ts';
import { aMachine } from '../testing/a-machine.ts';
import { parseCommandLine } from './parse-command-line.ts';

const provider = {
  ...{ id: 'sso', name: 'SSO', issuer: 'https://sso.example', client_id: 'rbee' },
  ...{ client_secret_file: '/secret', default_role: 'viewer' },
};

function parse(flags: readonly string[], secret: ReturnType<ReadText> = { ok: true, text: 'planted\n' }) {
  const readText: ReadText = (path) => (path === '/secret' ? secret : { ok: false, code: 'ENOENT' });
  const surroundings = { environment: {}, machine: aMachine(), version: '1', readText };
  return parseCommandLine(['queen', ...flags], surroundings);
}
const sentence = (line: ReturnType<typeof parse>) => (line.kind === 'wrong' ? line.sentence : line.kind);

const WITH_PROVIDER = ['--access-control', '--sign-in', JSON.stringify(provider)];
const PROXY = ['--trust-proxy', '10.0.0.1', '--proxy-user-header', 'Remote-User'];

test('[A5] the secret of a client is not among the settings', () => {
  const line = parse(WITH_PROVIDER);
  expect(line).toMatchObject({ kind: 'queen', settings: { signIn: [{ clientSecretFile: '/secret' }] } });
  expect(JSON.stringify(line)).not.toContain('planted');
});

test('[A5] a secret that cannot be read is said at start', () => {
  expect(sentence(parse(WITH_PROVIDER, { ok: false, code: 'EACCES' }))).toBe(
    'rbee queen: sign-in with SSO: the file /secret cannot be read (EACCES).',
  );
  expect(sentence(parse(WITH_PROVIDER, { ok: true, text: ' \n' }))).toBe(
    'rbee queen: sign-in with SSO: the file /secret is empty.',
  );
});

test.each([
  [[...PROXY, '--proxy-default-role', 'viewer'], 'queen'],
  [[...PROXY, '--proxy-groups-header', 'Remote-Groups', '--proxy-role', 'ops=admin'], 'queen'],
  [WITH_PROVIDER.slice(1), 'nobody signs in to a queen without access control'],
  [['--access-control', ...PROXY.slice(2)], 'name the proxy with --trust-proxy'],
  [PROXY, 'nobody behind the proxy would have a role'],
  [[...PROXY, '--proxy-role', 'ops=admin'], '--proxy-role needs --proxy-groups-header'],
  [['--access-control', '--proxy-role', 'ops=admin'], 'need --proxy-user-header'],
])('[A5] rbee queen %j: %s', (flags, expected) => {
  expect(sentence(parse(flags))).toContain(expected);
});
