import type { RoleRules } from './role-rules.ts';

export type { RoleRules } from './role-rules.ts';

/** A provider that people can sign in with ([A5]). */
export interface ProviderSettings {
  /** OpenID Connect, or GitHub, which has OAuth 2.0 with addresses of its own. */
  readonly kind: 'oidc' | 'github';
  /** Id in addresses: 1 to 32 of a-z, 0-9 and -. */
  readonly id: string;
  /** Name on the page. */
  readonly name: string;
  /** Issuer of an OpenID Connect provider; address of a GitHub server. HTTPS, except on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  /** File with the secret of the client, read at each sign-in, so that it can be exchanged; none for a public client. */
  readonly clientSecretFile?: string;
  readonly scopes: readonly string[];
  /** Claim with the values of `roles`. */
  readonly claim: string;
  readonly roles: RoleRules;
}

/** Defaults of what a provider needs, by its kind. */
export const PROVIDER_DEFAULTS = {
  oidc: { scopes: ['openid', 'profile', 'email'], claim: 'groups' },
  github: { issuer: 'https://github.com', scopes: ['read:org'], claim: 'organizations' },
} as const;

/** Claims that GitHub can answer: organizations, teams as `organization/team`, or the number of the account. */
export const GITHUB_CLAIMS: readonly string[] = ['organizations', 'teams', 'id'];

/** Most providers. */
export const MAX_PROVIDERS = 8;

/** True for an address over HTTPS, or of a program on the same machine. */
export function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
