import type { From, NewSession, Result } from '../access.ts';
import { STRANGER } from '../audit/index.ts';
import { actorOf, type Core, tooEarly } from '../core.ts';
import { BUSY, type PasswordHasher } from '../passwords/index.ts';
import { done, type Refused, refused } from '../result.ts';
import type { AccountRow } from '../store/index.ts';
import { type Accounts, nameKey } from './accounts.ts';
import type { Sessions } from './sessions.ts';

/** Seconds after which a password can be looked at, if too many wait. */
const BUSY_S = 2;

const busy = (): Refused => tooEarly(BUSY_S, 'Too many passwords wait to be looked at');

const REFUSED = 'The name or the password is wrong.';

/** Looks at passwords ([A4], [A8]). */
export class SignIn {
  readonly #core: Core;
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;
  readonly #hasher: PasswordHasher;

  constructor(core: Core, accounts: Accounts, sessions: Sessions, hasher: PasswordHasher) {
    this.#core = core;
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#hasher = hasher;
  }

  async signIn(
    { name, password }: { name: string; password: string },
    from: From,
  ): Promise<Result<NewSession>> {
    const account = this.#accounts.named(name);
    const checked = await this.check(account, name, password, from);
    if (!checked.ok) return checked;
    const { store, audit } = this.#core;
    return store.write(() => {
      const row = store.accounts.get(checked.value.user_id);
      if (row === undefined || row.password !== checked.value.password)
        return refused('sign_in_refused', REFUSED);
      audit.record({ ...actorOf('person', row.name, from), what: 'sign_in' });
      return done(this.#sessions.begin(row, from));
    });
  }

  /** The account if it is its password. It takes as long for an account that does not exist. */
  async check(
    account: AccountRow | undefined,
    name: string,
    password: string,
    from: From,
  ): Promise<Result<AccountRow>> {
    const isKnownAddress = account !== undefined && this.#sessions.wasAt(account.user_id, from.address);
    const trial = { kind: 'sign_in', address: from.address, name: nameKey(name), isKnownAddress } as const;
    const attempt = this.#core.attempts.start(trial);
    if (typeof attempt === 'number') return this.#refuse(tooEarly(attempt), account, from);
    const verified = this.#hasher.verify(password, account?.password ?? null, isKnownAddress);
    if (verified === BUSY) {
      attempt.undo();
      return this.#refuse(busy(), account, from);
    }
    if (!(await verified) || account === undefined || account.password === null) {
      return this.#refuse(refused('sign_in_refused', REFUSED), account, from);
    }
    attempt.succeed();
    return done(account);
  }

  /** The hash of a new password. */
  async hash(password: string): Promise<Result<string>> {
    const hash = this.#hasher.hash(password);
    return hash === BUSY ? busy() : done(await hash);
  }

  /** A name that no account has is not in the log: it can be a password in the wrong field. */
  #refuse(result: Refused, account: AccountRow | undefined, from: From): Refused {
    this.#core.audit.note({
      who: STRANGER,
      what: 'sign_in',
      target: account?.name ?? null,
      address: from.address,
      result: result.refusal.code,
    });
    return result;
  }
}
