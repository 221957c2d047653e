import type { BegunSignIn, From, NewSession, Result, SignInProviders } from '../access.ts';
import { STRANGER } from '../audit/index.ts';
import { type Core, tooEarly } from '../core.ts';
import type { ProviderPeople } from '../people/index.ts';
import { done, type Refused as RefusedResult, refused } from '../result.ts';
import type { Providers, Refused } from './providers.ts';

/** Sign-in with providers, for the accounts in the store ([A5]). */
export class StoredProviders implements SignInProviders {
  readonly #core: Core;
  readonly #providers: Providers;
  readonly #people: ProviderPeople;

  constructor(core: Core, providers: Providers, people: ProviderPeople) {
    this.#core = core;
    this.#providers = providers;
    this.#people = people;
  }

  list(): readonly { readonly id: string; readonly name: string }[] {
    return this.#providers.list();
  }

  async begin(
    providerId: string,
    way: { readonly redirectUri: string; readonly returnTo: string },
    from: From,
  ): Promise<Result<BegunSignIn>> {
    const begun = await this.#providers.begin(providerId, way, from);
    return begun.ok ? begun : this.#refuse(providerId, begun.refused, from);
  }

  async finish(
    providerId: string,
    { query, binding }: { readonly query: string; readonly binding: string | undefined },
    from: From,
  ): Promise<Result<{ readonly session: NewSession; readonly returnTo: string }>> {
    const attempt = this.#core.attempts.start({ kind: 'sign_in', address: from.address });
    if (typeof attempt === 'number') return tooEarly(attempt);
    const finished = await this.#providers.finish(providerId, query, binding);
    if (!finished.ok) {
      if (finished.refused.code !== 'sign_in_refused') attempt.undo();
      return this.#refuse(providerId, finished.refused, from);
    }
    // Whoever the provider knows has tried nothing here, with a role or without.
    attempt.undo();
    const session = this.#people.signIn(finished.identity, from);
    return session.ok ? done({ session: session.value, returnTo: finished.returnTo }) : session;
  }

  /** Whoever signs in is told less than the audit log. */
  #refuse(providerId: string, { code, detail, reason }: Refused, { address }: From): RefusedResult {
    const { audit } = this.#core;
    const target = this.list().some(({ id }) => id === providerId) ? providerId : null;
    audit.note({ who: STRANGER, what: 'sign_in', target, address, result: `${code}: ${reason}` });
    return refused(code, detail);
  }
}
