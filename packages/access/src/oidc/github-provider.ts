import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  fetchProtectedResource,
} from 'openid-client';
import { boundedFetch } from './bounded-fetch.ts';
import { readClientSecret, secretAuthentication } from './client-secret.ts';
import { type ProviderEdges, TIMEOUT_S } from './openid-provider.ts';
import {
  type Claimed,
  failureOf,
  type Provider,
  refused,
  type SignInCheck,
  unavailable,
} from './provider.ts';
import type { ProviderSettings } from './settings.ts';

/** Entries of a page of GitHub's lists, its most, and pages that are read. */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

type Row = Readonly<Record<string, unknown>>;

/**
 * GitHub, or a GitHub server: OAuth 2.0 without OpenID Connect. Who came back and its groups are asked at GitHub's REST API, version 2022-11-28
 * (https://docs.github.com/rest/users/users, /rest/orgs/orgs, /rest/teams/teams). No rule can name a login: GitHub gives the name of a
 * removed account to others.
 */
export class GitHubProvider implements Provider {
  readonly #settings: ProviderSettings;
  readonly #configuration: Configuration;
  #secret: string | null = null;

  constructor(settings: ProviderSettings, { fetch }: Pick<ProviderEdges, 'fetch'>) {
    this.#settings = settings;
    const issuer = settings.issuer.replace(/\/$/, '');
    const server = {
      issuer,
      authorization_endpoint: `${issuer}/login/oauth/authorize`,
      token_endpoint: `${issuer}/login/oauth/access_token`,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
    const authentication = secretAuthentication(() => this.#secret);
    this.#configuration = new Configuration(server, settings.clientId, undefined, authentication);
    this.#configuration.timeout = TIMEOUT_S;
    this.#configuration[customFetch] = boundedFetch(fetch);
    if (issuer.startsWith('http:')) allowInsecureRequests(this.#configuration);
  }

  async begin({ redirectUri, state, verifier }: SignInCheck): Promise<URL> {
    return buildAuthorizationUrl(this.#configuration, {
      redirect_uri: redirectUri,
      scope: this.#settings.scopes.join(' '),
      state,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
  }

  async finish(back: URL, check: SignInCheck): Promise<Claimed> {
    this.#secret = await readClientSecret(this.#settings.clientSecretFile);
    try {
      const { access_token: token } = await authorizationCodeGrant(this.#configuration, back, {
        expectedState: check.state,
        pkceCodeVerifier: check.verifier,
      });
      const { id, login } = rowOf(await this.#get(token, '/user'));
      if (typeof id !== 'number' || typeof login !== 'string') throw refused('GitHub named no account');
      return { subject: String(id), name: login, values: await this.#values(token, id) };
    } catch (error) {
      throw failureOf(error);
    }
  }

  async #values(token: string, id: number): Promise<readonly string[]> {
    const { claim } = this.#settings;
    if (claim === 'id') return [String(id)];
    if (claim === 'teams') return (await this.#list(token, '/user/teams')).map(teamName);
    return (await this.#list(token, '/user/orgs')).map(({ login }) => String(login));
  }

  async #list(token: string, path: string): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const items = await this.#get(token, `${path}?per_page=${PAGE_SIZE}&page=${page}`);
      if (!Array.isArray(items)) throw unavailable('GitHub answered no list');
      rows.push(...items.map(rowOf));
      if (items.length < PAGE_SIZE) break;
    }
    return rows;
  }

  async #get(token: string, path: string): Promise<unknown> {
    const url = new URL(apiAddress(this.#settings.issuer) + path);
    const headers = new Headers({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'rbee-heartbeat',
    });
    const response = await fetchProtectedResource(this.#configuration, token, url, 'GET', undefined, headers);
    if (!response.ok) throw unavailable(`GitHub answered ${response.status}`);
    return response.json();
  }
}

const rowOf = (value: unknown): Row => (typeof value === 'object' && value !== null ? (value as Row) : {});

const teamName = ({ organization, slug }: Row): string =>
  `${String(rowOf(organization)['login'])}/${String(slug)}`;

/** A GitHub server has its API below its own address (https://docs.github.com/enterprise-server/rest). */
const apiAddress = (issuer: string): string => {
  const { host, origin } = new URL(issuer);
  return host === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
};
