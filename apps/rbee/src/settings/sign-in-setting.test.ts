import { expect, test } from 'vitest';
import { checkConfig } from '../config-file.ts';
import { aMachine } from '../testing/a-machine.ts';
import { proxySettings, signIn } from './sign-in-setting.ts';
import { fileSettings } from './tables.ts';

const settings = fileSettings(aMachine());

/** The providers of a config file, or what is wrong with it. */
function fromFile(providers: unknown): unknown {
  const checked = checkConfig(JSON.stringify({ queen: { sign_in: providers } }), settings);
  if (checked.kind === 'wrong') return checked.complaint;
  const reading = signIn.read(checked.texts.get('queen.sign_in') ?? []);
  return reading.kind === 'value' ? reading.value : reading;
}

const least = {
  id: 'sso',
  client_id: 'rbee',
  issuer: 'https://sso.example/realms/home',
  default_role: 'viewer',
};

test('[A5] a provider has the defaults of OpenID Connect', () => {
  expect(fromFile([least])).toEqual([
    {
      kind: 'oidc',
      id: 'sso',
      name: 'sso',
      issuer: 'https://sso.example/realms/home',
      clientId: 'rbee',
      scopes: ['openid', 'profile', 'email'],
      claim: 'groups',
      roles: { map: {}, byDefault: 'viewer' },
    },
  ]);
});

test('[A5] a config file can say everything of a provider', () => {
  const provider = {
    ...{ kind: 'oidc', id: 'sso', name: 'Our SSO', issuer: 'http://127.0.0.1:8080', client_id: 'rbee' },
    ...{ client_secret_file: '/secret', scopes: 'openid groups', role_claim: 'realm_access.roles' },
    roles: { staff: 'viewer', ops: 'admin' },
  };
  expect(fromFile([provider])).toEqual([
    {
      ...{ kind: 'oidc', id: 'sso', name: 'Our SSO', issuer: 'http://127.0.0.1:8080', clientId: 'rbee' },
      ...{ clientSecretFile: '/secret', scopes: ['openid', 'groups'], claim: 'realm_access.roles' },
      roles: { map: { staff: 'viewer', ops: 'admin' }, byDefault: null },
    },
  ]);
});

test('[A5] GitHub needs no issuer; a flag takes the object as JSON', () => {
  const github = {
    kind: 'github',
    id: 'gh',
    client_id: 'Iv1',
    roles: { 'org/team': 'operator' },
    role_claim: 'teams',
  };
  expect(signIn.read([JSON.stringify(github)])).toMatchObject({
    value: [{ issuer: 'https://github.com', scopes: ['read:org'], claim: 'teams' }],
  });
});

test.each([
  ['no list', least, 'queen.sign_in must be a list of objects, not an object'],
  ['no id', [{ ...least, id: undefined }], '[0] must have an id'],
  ['no client', [{ ...least, client_id: undefined }], '[0] must have a client_id'],
  ['no issuer', [{ ...least, issuer: undefined }], '[0] must have an issuer'],
  ['plain HTTP', [{ ...least, issuer: 'http://sso.example' }], '[0].issuer must be an address with https'],
  ['a user in the issuer', [{ ...least, issuer: 'https://a:b@sso.example' }], '[0].issuer must be'],
  ['an id that no address can have', [{ ...least, id: 'SSO 1' }], '[0].id must be 1 to 32'],
  ['two with one id', [least, least], '[1].id must differ'],
  ['an unknown key', [{ ...least, client_secret: 'x' }], 'did you mean "client_secret_file"?'],
  ['an unknown role', [{ ...least, roles: { ops: 'root' } }], '[0].roles: "ops" must be one of viewer'],
  ['roles in a list', [{ ...least, roles: ['ops'] }], '[0].roles must be an object'],
  ['nobody with a role', [{ ...least, default_role: undefined }], 'or nobody could sign in'],
  ['scopes without openid', [{ ...least, scopes: 'profile' }], '[0].scopes must have openid'],
  ['a login of GitHub', [{ ...least, kind: 'github', role_claim: 'login' }], '[0].role_claim must be one of'],
  ['too many', Array.from({ length: 9 }, (_, id) => ({ ...least, id: `p${id}` })), 'at most 8 providers'],
])('[A5] %s is refused', (_what, providers, complaint) => {
  const given = JSON.stringify(fromFile(providers)).replaceAll('\\"', '"');
  expect(given).toContain(complaint);
});

test('[A5] a wrong value is not shown, as it could be a secret in the wrong place', () => {
  expect(JSON.stringify(fromFile([{ ...least, issuer: 'planted' }]))).not.toContain('planted');
});

test.each([
  ['ops=operator', [['ops', 'operator']]],
  ['cn=ops,ou=x=admin', [['cn=ops,ou=x', 'admin']]],
  ['ops=root', 'wrong'],
  ['ops', 'wrong'],
])('[A5] the role of a group: %s', (text, expected) => {
  const reading = proxySettings.proxyRoles.read([text]);
  expect(reading.kind === 'value' ? reading.value : reading.kind).toEqual(expected);
});
