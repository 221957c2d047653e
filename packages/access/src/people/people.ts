import type { Role, SessionView, SetupSecret, UserView } from '@rbee/contract';
import type { Actor, AdminReset, From, NewSession, People, Result } from '../access.ts';
import { actorOf, type Core } from '../core.ts';
import { type PasswordHasher, passwordFault } from '../passwords/index.ts';
import type { PersonPrincipal } from '../principal.ts';
import { done, noEntry, refused } from '../result.ts';
import { Accounts } from './accounts.ts';
import { Sessions } from './sessions.ts';
import { SetUp } from './set-up.ts';
import { Setups } from './setups.ts';
import { SignIn } from './sign-in.ts';
import { UserAdmin } from './user-admin.ts';

/** Accounts and sessions in the store ([A4]). */
export class StoredPeople implements People {
  readonly #core: Core;
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;
  readonly #setups: Setups;
  readonly #signIn: SignIn;
  readonly #setUp: SetUp;
  readonly #admin: UserAdmin;
  #secretOfRun: string | null = null;

  constructor(core: Core, hasher: PasswordHasher) {
    const { store, clock } = core;
    this.#core = core;
    this.#accounts = new Accounts(store, clock);
    this.#sessions = new Sessions(store, clock);
    this.#setups = new Setups(store, clock);
    this.#signIn = new SignIn(core, this.#accounts, this.#sessions, hasher);
    this.#setUp = new SetUp(core, this.#accounts, this.#sessions, this.#setups, this.#signIn);
    this.#admin = new UserAdmin(core, this.#accounts, this.#sessions, this.#setups);
  }

  /** The secret of this run for the first admin, made when it is first asked for; null if there is an admin. */
  setupSecret(): string | null {
    if (this.#accounts.haveAdmin()) return null;
    this.#secretOfRun ??= this.#core.store.write(() => this.#setups.addOfRun());
    return this.#secretOfRun;
  }

  resetAdmin(name?: string): Result<AdminReset> {
    return this.#admin.reset(name);
  }

  /** Ends what is over. */
  endExpired(): void {
    this.#sessions.endExpired();
  }

  setUp(body: { secret: string; name: string; password: string }, from: From): Promise<Result<NewSession>> {
    return this.#setUp.setUp(body, from);
  }

  signIn(body: { name: string; password: string }, from: From): Promise<Result<NewSession>> {
    return this.#signIn.signIn(body, from);
  }

  async changePassword(
    person: PersonPrincipal,
    body: { old_password: string; password: string },
    from: From,
  ): Promise<Result<void>> {
    const { store, audit } = this.#core;
    const account = store.accounts.get(person.userId);
    if (account === undefined) return noEntry('account');
    if (account.password === null) return refused('bad_request', 'This account has no password.');
    const fault = passwordFault(body.password, account.name);
    if (fault !== null) return refused('wrong_shape', fault);
    const checked = await this.#signIn.check(account, account.name, body.old_password, from);
    if (!checked.ok) return checked;
    const hash = await this.#signIn.hash(body.password);
    if (!hash.ok) return hash;
    return store.write(() => {
      const row = store.accounts.get(person.userId);
      if (row === undefined || row.password !== account.password) {
        return refused('sign_in_refused', 'The password was changed meanwhile: sign in again.');
      }
      store.accounts.put({ ...row, password: hash.value });
      this.#sessions.endAll(row.user_id, person.sessionId);
      audit.record({ ...actorOf('person', row.name, from), what: 'password_changed' });
      return done(undefined);
    });
  }

  sessions(of: { userId?: string; current?: string | null }): SessionView[] {
    return this.#sessions.views(of);
  }

  session(sessionId: string): SessionView | undefined {
    const row = this.#core.store.sessions.get(sessionId);
    return row === undefined ? undefined : this.#sessions.view(row);
  }

  endSession(sessionId: string, actor: Actor): Result<void> {
    const { store, audit } = this.#core;
    return store.write(() => {
      const row = store.sessions.get(sessionId);
      if (row === undefined) return noEntry('session');
      this.#sessions.end(row);
      audit.record({
        ...actor,
        what: 'session_ended',
        target: store.accounts.get(row.user_id)?.name ?? null,
      });
      return done(undefined);
    });
  }

  /** True if an account has this name. */
  hasName(name: string): boolean {
    return this.#accounts.named(name) !== undefined;
  }

  users(): UserView[] {
    return this.#accounts.views();
  }

  addUser(body: { name: string; role: Role }, actor: Actor): Result<SetupSecret> {
    return this.#admin.add(body, actor);
  }

  newSetup(userId: string, actor: Actor): Result<SetupSecret> {
    return this.#admin.newSetup(userId, actor);
  }

  changeRole(userId: string, role: Role, actor: Actor): Result<UserView> {
    return this.#admin.changeRole(userId, role, actor);
  }

  removeUser(userId: string, actor: Actor): Result<void> {
    return this.#admin.remove(userId, actor);
  }
}
