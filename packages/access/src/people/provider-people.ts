import { ACCESS_LIMITS, cutText, ROLES, type Role } from '@rbee/contract';
import type { From, NewSession, Result } from '../access.ts';
import { STRANGER } from '../audit/index.ts';
import { actorOf, type Core } from '../core.ts';
import { done, type Refused, refused } from '../result.ts';
import { type AccountRow, keyOf } from '../store/index.ts';
import { Accounts } from './accounts.ts';
import { Sessions } from './sessions.ts';

/** Somebody whom a provider named ([A5]). */
export interface NamedByProvider {
  readonly providerId: string;
  readonly providerName: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly role: Role | null;
}

/** Accounts of people who sign in with a provider. */
export class ProviderPeople {
  readonly #core: Core;
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;

  constructor(core: Core) {
    this.#core = core;
    this.#accounts = new Accounts(core.store, core.clock);
    this.#sessions = new Sessions(core.store, core.clock);
  }

  /**
   * A session of the account that has this issuer and subject, which is made if there is none. Its role is that of now. Whoever has none
   * is refused, and what the account has open ends.
   */
  signIn(named: NamedByProvider, from: From): Result<NewSession> {
    return this.#core.store.write(() => {
      const account = this.#accountOf(named);
      if (named.role === null) return this.#refuseWithoutRole(named, account, from);
      if (account === undefined && this.#core.store.accounts.size >= ACCESS_LIMITS.maxUsers)
        return refused('sign_in_refused', 'There are too many accounts: ask an admin to remove some.');
      const name = this.#freeName(named, account);
      const row = account
        ? this.#changed(account, name, named.role)
        : this.#accounts.add(name, named.role, null, {
            provider: named.providerId,
            subject: subjectOf(named),
          });
      this.#core.audit.record({
        ...actorOf('person', row.name, from),
        what: 'sign_in',
        target: `${named.providerId} (${named.role})`,
      });
      return done(this.#sessions.begin(row, from));
    });
  }

  #accountOf(named: NamedByProvider): AccountRow | undefined {
    const subject = subjectOf(named);
    for (const it of this.#core.store.accounts.rows())
      if (it.provider === named.providerId && it.subject === subject) return it;
    return undefined;
  }

  #changed(account: AccountRow, name: string, role: Role): AccountRow {
    const { store } = this.#core;
    const row = this.#accounts.changed(account, { name, role });
    if (ROLES.indexOf(role) < ROLES.indexOf(account.role)) {
      for (const it of store.sessions.rows())
        if (it.user_id === account.user_id) store.end(keyOf.session(it.session_id));
    }
    return row;
  }

  /** A name that no other account has: the provider can give its people the names of accounts here, and is not believed to mean them. */
  #freeName({ name, providerName }: NamedByProvider, own: AccountRow | undefined): string {
    for (let number = 0; ; number += 1) {
      const suffix = number === 0 ? '' : ` (${providerName}${number === 1 ? '' : ` ${number}`})`;
      const candidate = cutText(name, ACCESS_LIMITS.maxNameChars - suffix.length) + suffix;
      const taken = this.#accounts.named(candidate);
      if (taken === undefined || taken.user_id === own?.user_id) return candidate;
    }
  }

  #refuseWithoutRole(
    { name, providerName, providerId }: NamedByProvider,
    account: AccountRow | undefined,
    { address }: From,
  ): Refused {
    if (account) this.#sessions.endAll(account.user_id);
    const target = `${providerId} (${account?.name ?? name})`;
    this.#core.audit.note({ who: STRANGER, what: 'sign_in', target, address, result: 'no role' });
    return refused(
      'sign_in_refused',
      `${providerName} knows you as ${name}, but none of your groups there has a role here: ask an admin.`,
    );
  }
}

/** Another provider under the same id has other people. An issuer is an address, which has no spaces. */
const subjectOf = ({ issuer, subject }: NamedByProvider): string => `${issuer} ${subject}`;
