import {
  GITHUB_CLAIMS,
  isSafeAddress,
  MAX_PROVIDERS,
  PROVIDER_DEFAULTS,
  type ProviderSettings,
} from '@rbee/access/sign-in-settings';
import { ROLES, type Role } from '@rbee/contract/plain';
import {
  describeMembers,
  type Fields,
  type Members,
  objectIn,
  pairsIn,
  type Result,
  readMembers,
  word,
  wrongPart,
} from './object-members.ts';
import { file, oneOf } from './readers.ts';
import { optional, optionalList, type Reader, type Reading, type Setting } from './setting.ts';

const role = oneOf(...ROLES);

const issuer: Reader<string> = {
  parse: (text) => (isIssuer(text) ? text : undefined),
  expected: 'an address with https (http only on loopback) without a user, a query and a fragment',
  facets: { pattern: '^https?://' },
  isAddress: true,
};

function isIssuer(text: string): boolean {
  if (!isSafeAddress(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === '';
}

const MEMBERS: Members = {
  kind: {
    reader: oneOf('oidc', 'github'),
    about: 'oidc for OpenID Connect; github for GitHub or a GitHub server. Default: oidc.',
  },
  id: {
    reader: word('^[a-z0-9-]{1,32}$', '1 to 32 of the characters a-z 0-9 -'),
    about: 'Id of the provider in addresses: it comes back to /v1/access/oidc/ID/callback; required.',
  },
  name: {
    reader: word('^[^\\x00-\\x1f\\x7f]{1,64}$', '1 to 64 characters'),
    about: 'Name on the page; the default is the id.',
  },
  issuer: {
    reader: issuer,
    about:
      'Issuer of the provider, as its metadata name it; of a GitHub server its address. Required for oidc.',
  },
  client_id: {
    reader: word('^[\\x21-\\x7e]{1,256}$', 'printable ASCII characters without spaces'),
    about: 'Id of the queen at the provider; required.',
  },
  client_secret_file: { reader: file, about: "File with the client's secret; none for a public client." },
  scopes: {
    reader: word('^[\\x21-\\x7e]+( [\\x21-\\x7e]+)*$', 'scopes with one space between them'),
    about: 'Scopes to ask for. Default: openid profile email; of GitHub read:org.',
  },
  role_claim: {
    reader: word('^[\\x21-\\x7e]{1,256}$', 'the name of a claim, such as groups or realm_access.roles'),
    about:
      'Claim whose values decide on the role. Default: groups. Of GitHub organizations (default), teams (ORGANIZATION/TEAM) or id.',
  },
  roles: { about: `Roles by the values of the claim: ${ROLES.join(', ')}. The highest one counts.` },
  default_role: {
    reader: role,
    about: 'Role of whoever has none of these values; by default such people are refused.',
  },
};

/** Most values of a claim with a role. */
const MAX_RULES = 256;

/** The providers that people can sign in with ([A5]). */
export const signIn: Setting<readonly ProviderSettings[]> = {
  flag: '--sign-in <object>',
  variable: 'QUEEN_SIGN_IN',
  key: 'queen.sign_in',
  about:
    'let people sign in with this OpenID Connect provider or GitHub, as a JSON object like those in the config file (repeatable; one per line in the variable)',
  fileAbout: 'OpenID Connect providers, and GitHub, that people can sign in with.',
  fileType: 'objects',
  members: describeMembers(MEMBERS),
  required: ['id', 'client_id'],
  separator: '\n',
  byDefault: [],
  read: readProviders,
};

function readProviders(texts: readonly string[]): Reading<readonly ProviderSettings[]> {
  if (texts.length > MAX_PROVIDERS) return wrongPart(` may have at most ${MAX_PROVIDERS} providers`);
  const providers: ProviderSettings[] = [];
  for (const [position, text] of texts.entries()) {
    const given = objectIn(text);
    if (!given) return wrongPart(' must be a JSON object');
    const provider = readProvider(given);
    if ('complaint' in provider) return wrongPart(`[${position}]${provider.complaint}`);
    if (providers.some(({ id }) => id === provider.value.id))
      return wrongPart(`[${position}].id must differ from those before`);
    providers.push(provider.value);
  }
  return { kind: 'value', value: providers };
}

function readProvider(given: Fields): Result<ProviderSettings> {
  const values = readMembers(given, MEMBERS, readRoles);
  if ('complaint' in values) return values;
  const provider = providerOf(values.value);
  const complaint = conflictOf(provider);
  return complaint === null ? { value: provider } : { complaint };
}

function readRoles(member: string, value: unknown): Result<Readonly<Record<string, Role>>> {
  const pairs = pairsIn(member, value, MAX_RULES);
  if ('complaint' in pairs) return pairs;
  const roles: [string, Role][] = [];
  for (const [name, text] of pairs.value) {
    const known = typeof text === 'string' ? role.parse(text) : undefined;
    if (!known)
      return { complaint: `.${member}: ${JSON.stringify(name.slice(0, 100))} must be ${role.expected}` };
    roles.push([name, known]);
  }
  return { value: Object.fromEntries(roles) };
}

function providerOf(values: ReadonlyMap<string, unknown>): ProviderSettings {
  const text = (name: string) => values.get(name) as string | undefined;
  const kind = text('kind') === 'github' ? 'github' : 'oidc';
  const defaults = PROVIDER_DEFAULTS[kind];
  const clientSecretFile = text('client_secret_file');
  return {
    kind,
    id: text('id') ?? '',
    name: text('name') ?? text('id') ?? '',
    issuer: text('issuer') ?? ('issuer' in defaults ? defaults.issuer : ''),
    clientId: text('client_id') ?? '',
    ...(clientSecretFile !== undefined && { clientSecretFile }),
    scopes: text('scopes')?.split(' ') ?? defaults.scopes,
    claim: text('role_claim') ?? defaults.claim,
    roles: {
      map: (values.get('roles') ?? {}) as Readonly<Record<string, Role>>,
      byDefault: (values.get('default_role') as Role | undefined) ?? null,
    },
  };
}

/** What is missing or does not fit together; null if everything does. */
function conflictOf({
  kind,
  id,
  issuer: address,
  clientId,
  scopes,
  claim,
  roles,
}: ProviderSettings): string | null {
  if (id === '') return ' must have an id';
  if (clientId === '') return ' must have a client_id';
  if (address === '') return ' must have an issuer';
  if (kind === 'github' && !GITHUB_CLAIMS.includes(claim))
    return `.role_claim must be one of ${GITHUB_CLAIMS.join(', ')}`;
  if (kind === 'oidc' && !scopes.includes('openid')) return '.scopes must have openid';
  const isEmpty = Object.keys(roles.map).length === 0 && roles.byDefault === null;
  return isEmpty ? ' must have roles or a default_role, or nobody could sign in' : null;
}

const header = word('^[A-Za-z0-9-]{1,64}$', 'the name of a header, such as Remote-User');

/** A group of a reverse proxy and the role that it gives. */
export type GroupRole = readonly [group: string, role: Role];

const groupRole: Reader<GroupRole> = {
  parse: (text) => {
    const [, group, name = ''] = /^(.{1,256})=([a-z]+)$/.exec(text) ?? [];
    const known = role.parse(name);
    return group !== undefined && known ? [group, known] : undefined;
  },
  expected: `a group and a role (${ROLES.join(', ')}), such as ops=operator`,
  facets: { pattern: '^.{1,256}=[a-z]+$' },
};

/** How a reverse proxy names the people whom it lets in ([A5]). */
export const proxySettings = {
  proxyUserHeader: optional(header, {
    flag: '--proxy-user-header <name>',
    variable: 'QUEEN_PROXY_USER_HEADER',
    key: 'queen.proxy_user_header',
    about: 'header by which a proxy of --trust-proxy names the person whom it let in, such as Remote-User',
    fileAbout: 'Header by which a proxy of trust_proxy names the person whom it let in, such as Remote-User.',
  }),
  proxyGroupsHeader: optional(header, {
    flag: '--proxy-groups-header <name>',
    variable: 'QUEEN_PROXY_GROUPS_HEADER',
    key: 'queen.proxy_groups_header',
    about: 'header with the groups of that person, such as Remote-Groups',
  }),
  proxyRoles: optionalList(groupRole, {
    flag: '--proxy-role <group=role>',
    variable: 'QUEEN_PROXY_ROLES',
    key: 'queen.proxy_roles',
    about:
      'role that a group of that header gives, such as ops=operator (repeatable; one per line in the variable)',
    fileAbout: 'Roles that the groups of that header give, such as ops=operator.',
  }),
  proxyDefaultRole: optional(role, {
    flag: '--proxy-default-role <role>',
    variable: 'QUEEN_PROXY_DEFAULT_ROLE',
    key: 'queen.proxy_default_role',
    about: 'role of whoever has none of these groups; by default such people are refused',
  }),
};
