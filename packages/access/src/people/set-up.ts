import type { From, NewSession, Result } from '../access.ts';
import { STRANGER } from '../audit/index.ts';
import { actorOf, type Core, tooEarly } from '../core.ts';
import { passwordFault } from '../passwords/index.ts';
import { done, type Refused, refused } from '../result.ts';
import type { AccountRow } from '../store/index.ts';
import { type Accounts, nameKey, shownName } from './accounts.ts';
import type { Sessions } from './sessions.ts';
import type { Setups } from './setups.ts';
import type { SignIn } from './sign-in.ts';

const REFUSED = 'The setup address is unknown, used up or expired: ask for another one.';

interface Body {
  readonly secret: string;
  readonly name: string;
  readonly password: string;
}

/** Gives an account its password by a setup secret, or makes the first admin ([A4]). */
export class SetUp {
  readonly #core: Core;
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;
  readonly #setups: Setups;
  readonly #signIn: SignIn;

  constructor(core: Core, accounts: Accounts, sessions: Sessions, setups: Setups, signIn: SignIn) {
    this.#core = core;
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#setups = setups;
    this.#signIn = signIn;
  }

  /** The secret is used up in the transaction that sets the password, so that of two at once one is refused. */
  async setUp(body: Body, from: From): Promise<Result<NewSession>> {
    const attempt = this.#core.attempts.start({ kind: 'set_up', address: from.address });
    if (typeof attempt === 'number') return this.#refuse(tooEarly(attempt), from);
    const target = this.#targetOf(body.secret);
    if (target === undefined) return this.#refuse(refused('setup_refused', REFUSED), from);
    attempt.succeed();
    const fault = this.#faultIn(body, target);
    if (fault !== null) return fault;
    const hash = await this.#signIn.hash(body.password);
    if (!hash.ok) return hash;
    return this.#core.store.write(() => {
      const still = this.#targetOf(body.secret);
      if (still === undefined) return this.#refuse(refused('setup_refused', REFUSED), from);
      return this.#faultIn(body, still) ?? done(this.#finish(still, body.name, hash.value, from));
    });
  }

  /** The account that a secret is for; null for the first admin, undefined if the secret is not valid. */
  #targetOf(secret: string): AccountRow | null | undefined {
    const setup = this.#setups.find(secret);
    if (setup === undefined) return undefined;
    if (setup.user_id !== null) return this.#core.store.accounts.get(setup.user_id);
    return this.#accounts.haveAdmin() ? undefined : null;
  }

  #faultIn({ name, password }: Body, target: AccountRow | null): Refused | null {
    if (target !== null && nameKey(name) !== target.name_key) {
      return refused('wrong_shape', `This setup address is for the account "${target.name}": use that name.`);
    }
    if (shownName(name) === '') return refused('wrong_shape', 'The name must not be empty.');
    if (target === null && this.#accounts.named(name) !== undefined) {
      return refused('name_taken', 'Another account has this name: choose another one.');
    }
    const fault = passwordFault(password, name);
    return fault === null ? null : refused('wrong_shape', fault);
  }

  #finish(target: AccountRow | null, name: string, password: string, from: From): NewSession {
    const { store, audit } = this.#core;
    const account = target === null ? this.#accounts.add(name, 'admin', password) : { ...target, password };
    if (target !== null) store.accounts.put(account);
    this.#setups.removeOf(target?.user_id ?? null);
    this.#sessions.endAll(account.user_id);
    this.#accounts.removePasskeys(account.user_id);
    audit.record({ ...actorOf('person', account.name, from), what: 'set_up', target: account.role });
    return this.#sessions.begin(store.accounts.get(account.user_id) ?? account, from);
  }

  #refuse(result: Refused, { address }: From): Refused {
    this.#core.audit.note({ who: STRANGER, what: 'set_up', address, result: result.refusal.code });
    return result;
  }
}
