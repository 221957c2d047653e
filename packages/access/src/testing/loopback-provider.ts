import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** A person of the provider: the claims of its ID token, and those that only its userinfo endpoint has. */
export interface LoopbackPerson {
  readonly sub: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The redirect address that the provider knows. */
export const REDIRECT_URI = 'http://localhost:7833/v1/access/oidc/loop/callback';
/** The client that the provider knows. */
export const CLIENT = { id: 'rbee', secret: 'a-secret-of-the-client-that-nobody-else-knows' };

/** A real OpenID Connect provider on a port of this machine, where `person` is signed in. */
export class LoopbackProvider {
  readonly issuer: string;
  person: LoopbackPerson = { sub: 'ada-1', claims: { preferred_username: 'ada', groups: ['ops'] } };
  readonly #close: () => Promise<void>;

  private constructor(issuer: string, close: () => Promise<void>) {
    this.issuer = issuer;
    this.#close = close;
  }

  /** `claimsInIdToken`: as most providers do, and not only at the userinfo endpoint. */
  static async start({ claimsInIdToken = true, redirectUri = REDIRECT_URI } = {}): Promise<LoopbackProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    const started = new LoopbackProvider(`http://127.0.0.1:${port}`, close);
    const provider = providerAt(started, claimsInIdToken, redirectUri);
    const answer = provider.callback();
    server.on('request', (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return answer(request, response);
      const login = { login: { accountId: started.person.sub } };
      return provider.interactionFinished(request, response, login);
    });
    return started;
  }

  /** What a browser does: it follows the redirects of the provider, with its cookies, until they lead back to the queen. */
  async browse(address: string): Promise<URL> {
    const cookies = new Map<string, string>();
    let url = new URL(address);
    for (let step = 0; step < 10; step += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
      for (const header of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
        cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location === null)
        throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
      url = new URL(location, url);
      if (url.href.startsWith(REDIRECT_URI)) return url;
    }
    throw new Error('the provider redirects for ever');
  }

  async stop(): Promise<void> {
    await this.#close();
  }
}

const SIGNING_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

function providerAt(loopback: LoopbackProvider, claimsInIdToken: boolean, redirectUri: string): Provider {
  return new Provider(loopback.issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    cookies: { keys: ['a key for tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    conformIdTokenClaims: !claimsInIdToken,
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'groups'],
      email: ['email', 'email_verified'],
    },
    jwks: { keys: [{ ...SIGNING_KEY, kid: 'a', use: 'sig', alg: 'ES256' }] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 600, Interaction: 60, Session: 60 },
    pkce: { required: () => true },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ ...loopback.person.claims, sub: accountId }),
    }),
    // Nobody is asked for consent.
    async loadExistingGrant({ oidc }) {
      const { client, session, provider } = oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
}
