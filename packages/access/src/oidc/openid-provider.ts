import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client';
import { boundedFetch, type Fetch } from './bounded-fetch.ts';
import { readClientSecret, secretAuthentication } from './client-secret.ts';
import {
  type Claimed,
  failureOf,
  type Provider,
  refused,
  type SignInCheck,
  unavailable,
} from './provider.ts';
import { claimValues } from './role-rules.ts';
import type { ProviderSettings } from './settings.ts';

/** How the provider is reached. */
export interface ProviderEdges {
  readonly fetch: Fetch;
  /** Milliseconds of a clock that is never set. */
  readonly monotonic: () => number;
}

/** Seconds for a request to the provider. */
export const TIMEOUT_S = 10;
/** Seconds by which the clocks of queen and provider may differ. */
export const CLOCK_TOLERANCE_S = 60;
/** Time after which the metadata of the provider are read again. */
const METADATA_AGE_MS = 60 * 60 * 1_000;
/** Time for which a provider that did not answer is not asked again: strangers can begin as many sign-ins as they like. */
const FAILURE_AGE_MS = 5_000;

type Claims = Readonly<Record<string, unknown>>;

/**
 * A provider of OpenID Connect Core 1.0, with the code flow, PKCE and a nonce. Its metadata are read when somebody signs in, not when the
 * queen starts, so that a provider that is down is no fault of the queen.
 */
export class OpenIdProvider implements Provider {
  readonly #settings: ProviderSettings;
  readonly #edges: ProviderEdges;
  #known: { readonly configuration: Promise<Configuration>; until: number } | undefined;
  #secret: string | null = null;

  constructor(settings: ProviderSettings, edges: ProviderEdges) {
    this.#settings = settings;
    this.#edges = edges;
  }

  async begin({ redirectUri, state, nonce, verifier }: SignInCheck): Promise<URL> {
    const configuration = await this.#configuration();
    return buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#settings.scopes.join(' '),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
  }

  async finish(back: URL, check: SignInCheck): Promise<Claimed> {
    const configuration = await this.#configuration();
    this.#secret = await readClientSecret(this.#settings.clientSecretFile);
    try {
      const claims = await this.#claims(configuration, back, check);
      return { subject: String(claims['sub']), name: nameIn(claims), values: this.#values(claims) };
    } catch (error) {
      throw failureOf(error);
    }
  }

  async #claims(configuration: Configuration, back: URL, check: SignInCheck): Promise<Claims> {
    const tokens = await authorizationCodeGrant(configuration, back, {
      expectedState: check.state,
      expectedNonce: check.nonce,
      pkceCodeVerifier: check.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw refused('the provider gave no ID token');
    const isWhole = claimValues(claims, this.#settings.claim).length > 0 && nameIn(claims) !== claims.sub;
    if (isWhole || !configuration.serverMetadata().userinfo_endpoint) return claims;
    // Some providers have groups and names only there. It cannot change who the ID token is about.
    return { ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
  }

  /** An e-mail address that the provider did not verify can be anybody's. */
  #values(claims: Claims): readonly string[] {
    const { claim } = this.#settings;
    return claim === 'email' && claims['email_verified'] !== true ? [] : claimValues(claims, claim);
  }

  async #configuration(): Promise<Configuration> {
    const { monotonic } = this.#edges;
    if (!this.#known || this.#known.until <= monotonic()) {
      this.#known = { configuration: this.#discover(), until: monotonic() + METADATA_AGE_MS };
    }
    const known = this.#known;
    try {
      return await known.configuration;
    } catch (error) {
      known.until = Math.min(known.until, monotonic() + FAILURE_AGE_MS);
      throw unavailable(failureOf(error).message);
    }
  }

  #discover(): Promise<Configuration> {
    const issuer = new URL(this.#settings.issuer);
    const metadata = { [clockTolerance]: CLOCK_TOLERANCE_S };
    const authentication = secretAuthentication(() => this.#secret);
    return discovery(issuer, this.#settings.clientId, metadata, authentication, {
      timeout: TIMEOUT_S,
      [customFetch]: boundedFetch(this.#edges.fetch),
      // The signature of the ID token is checked with the provider's keys, although it comes from the provider itself.
      execute: [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])],
    });
  }
}

function nameIn(claims: Claims): string {
  for (const name of ['preferred_username', 'email', 'name', 'sub']) {
    const value = claims[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return 'nameless';
}
