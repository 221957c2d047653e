import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ACCESS_LIMITS, cutText, type Role, visibleText } from '@rbee/contract';
import type { BegunSignIn, From } from '../access.ts';
import { addressGroup } from '../attempts/index.ts';
import { Pending } from '../pending.ts';
import { GitHubProvider } from './github-provider.ts';
import { OpenIdProvider, type ProviderEdges } from './openid-provider.ts';
import { type Claimed, failureOf, type Provider, type SignInCheck } from './provider.ts';
import { roleBy } from './role-rules.ts';
import type { ProviderSettings } from './settings.ts';

/** Whom a provider says that somebody is, with the role by the rules of that provider. */
export interface ProviderIdentity {
  readonly providerId: string;
  readonly providerName: string;
  readonly issuer: string;
  /** With the issuer it names the account; a name or an e-mail address does not. */
  readonly subject: string;
  readonly name: string;
  /** Null if no rule gives one. */
  readonly role: Role | null;
}

/** A sign-in that was refused, with the reason for the log. */
export interface Refused {
  readonly code: 'provider_unavailable' | 'sign_in_refused' | 'entry_not_found' | 'overloaded';
  readonly detail: string;
  readonly reason: string;
}

/** Who came back, and where the person wanted to go; or why not. */
export type Finished =
  | { readonly ok: true; readonly identity: ProviderIdentity; readonly returnTo: string }
  | { readonly ok: false; readonly refused: Refused };

interface Waiting {
  readonly providerId: string;
  readonly check: SignInCheck;
  readonly bindingHash: Buffer;
  readonly returnTo: string;
}

/** Time for signing in at a provider. */
const SIGN_IN_MS = 10 * 60 * 1_000;
const LIMITS = { ageMs: SIGN_IN_MS, entries: 10_000, entriesOfOne: 20 };
/** Sign-ins that one provider is asked about at the same time. */
const MAX_ASKING = 32;

interface Known {
  readonly settings: ProviderSettings;
  readonly provider: Provider;
  asking: number;
}

/** The providers of a queen, and the sign-ins with them that have begun. */
export class Providers {
  readonly #all: ReadonlyMap<string, Known>;
  readonly #waiting: Pending<Waiting>;

  constructor(settings: readonly ProviderSettings[], edges: ProviderEdges) {
    this.#all = new Map(
      settings.map((one) => [one.id, { settings: one, provider: providerOf(one, edges), asking: 0 }]),
    );
    this.#waiting = new Pending(LIMITS, edges.monotonic);
  }

  list(): readonly { readonly id: string; readonly name: string }[] {
    return [...this.#all.values()].map(({ settings: { id, name } }) => ({ id, name }));
  }

  async begin(
    providerId: string,
    way: { readonly redirectUri: string; readonly returnTo: string },
    from: From,
  ): Promise<
    { readonly ok: true; readonly value: BegunSignIn } | { readonly ok: false; readonly refused: Refused }
  > {
    const found = this.#all.get(providerId);
    if (!found) return { ok: false, refused: unknownProvider };
    const check = { redirectUri: way.redirectUri, state: random(), nonce: random(), verifier: random() };
    const binding = random();
    try {
      const url = await found.provider.begin(check);
      const waiting = { providerId, check, bindingHash: hashOf(binding), returnTo: way.returnTo };
      this.#waiting.add(check.state, waiting, addressGroup(from.address));
      return { ok: true, value: { url: url.href, binding, maxAgeS: SIGN_IN_MS / 1_000 } };
    } catch (error) {
      return { ok: false, refused: refusalOf(error, found.settings) };
    }
  }

  /** `query` is that of the callback, and `binding` the value of the cookie. A sign-in that was begun can be finished once. */
  async finish(providerId: string, query: string, binding: string | undefined): Promise<Finished> {
    const found = this.#all.get(providerId);
    if (!found) return { ok: false, refused: unknownProvider };
    const state = new URLSearchParams(query).get('state') ?? '';
    const waiting = this.#waiting.take(state);
    if (!waiting || waiting.providerId !== providerId || !isBound(waiting, binding)) {
      return { ok: false, refused: notBegun };
    }
    const back = new URL(waiting.check.redirectUri);
    back.search = query;
    if (found.asking >= MAX_ASKING) return { ok: false, refused: tooMany };
    found.asking += 1;
    try {
      const claimed = await found.provider.finish(back, waiting.check);
      return { ok: true, identity: identityOf(claimed, found.settings), returnTo: waiting.returnTo };
    } catch (error) {
      return { ok: false, refused: refusalOf(error, found.settings) };
    } finally {
      found.asking -= 1;
    }
  }
}

const providerOf = (settings: ProviderSettings, edges: ProviderEdges): Provider =>
  settings.kind === 'github' ? new GitHubProvider(settings, edges) : new OpenIdProvider(settings, edges);

const random = (): string => randomBytes(32).toString('base64url');
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const isBound = ({ bindingHash }: Waiting, binding: string | undefined): boolean =>
  binding !== undefined && timingSafeEqual(bindingHash, hashOf(binding));

function identityOf(claimed: Claimed, settings: ProviderSettings): ProviderIdentity {
  const { id, name: providerName, roles } = settings;
  // A slash at its end in the settings makes no other accounts.
  const issuer = new URL(settings.issuer).href;
  const name = cutText(visibleText(claimed.name.trim()), ACCESS_LIMITS.maxNameChars);
  const role = roleBy(roles, claimed.values);
  return { providerId: id, providerName, issuer, subject: claimed.subject, name, role };
}

const unknownProvider: Refused = {
  code: 'entry_not_found',
  detail: 'There is no sign-in provider with this id; GET /v1/access lists them.',
  reason: 'unknown provider',
};

const notBegun: Refused = {
  code: 'sign_in_refused',
  detail:
    'This sign-in was not begun in this browser, is older than 10 minutes, or was used before; begin again.',
  reason: 'unknown, expired or used state',
};

const tooMany: Refused = {
  code: 'overloaded',
  detail: 'Too many people sign in at the moment; begin again in a few seconds.',
  reason: 'too many sign-ins at once',
};

function refusalOf(error: unknown, { name }: ProviderSettings): Refused {
  const { code, message: reason } = failureOf(error);
  const detail =
    code === 'provider_unavailable'
      ? `${name} does not answer as it should; sign in another way, or try again later.`
      : `${name} did not confirm who you are; begin again.`;
  return { code, detail, reason };
}
