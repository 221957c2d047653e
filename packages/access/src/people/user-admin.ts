import { ACCESS_LIMITS, ROLES, type Role, type SetupSecret, type UserView } from '@rbee/contract';
import type { Actor, AdminReset, Result } from '../access.ts';
import { timeText } from '../clock.ts';
import type { Core } from '../core.ts';
import { done, noEntry, type Refused, refused } from '../result.ts';
import { type AccountRow, keyOf } from '../store/index.ts';
import { type Accounts, shownName } from './accounts.ts';
import type { Sessions } from './sessions.ts';
import { type Setups, setupPath } from './setups.ts';

const MACHINE: Actor = { who: 'machine', address: null };
const LAST_ADMIN =
  'Nobody else could sign in as an admin: make another admin first, who sets up the account.';

/** What admins do with accounts ([A4]). */
export class UserAdmin {
  readonly #core: Core;
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;
  readonly #setups: Setups;

  constructor(core: Core, accounts: Accounts, sessions: Sessions, setups: Setups) {
    this.#core = core;
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#setups = setups;
  }

  add({ name, role }: { name: string; role: Role }, actor: Actor): Result<SetupSecret> {
    const { store } = this.#core;
    if (shownName(name) === '') return refused('wrong_shape', 'The name must not be empty.');
    return store.write(() => {
      if (this.#accounts.named(name) !== undefined) {
        return refused('name_taken', 'Another account has this name: choose another one.');
      }
      if (store.accounts.size >= ACCESS_LIMITS.maxUsers) {
        return refused(
          'bad_request',
          `There are ${ACCESS_LIMITS.maxUsers} accounts: remove some of them first.`,
        );
      }
      const row = this.#accounts.add(name, role, null);
      this.#record(actor, 'user_added', `${row.name} (${role})`);
      return done(this.#setupOf(row));
    });
  }

  newSetup(userId: string, actor: Actor): Result<SetupSecret> {
    return this.#change(userId, (row) => {
      if (row.provider !== null) {
        return refused('bad_request', `This account signs in by ${row.provider} and has no password.`);
      }
      this.#record(actor, 'setup_created', row.name);
      return done(this.#setupOf(row));
    });
  }

  changeRole(userId: string, role: Role, actor: Actor): Result<UserView> {
    return this.#change(userId, (row) => {
      if (role !== 'admin' && this.#accounts.isLastAdmin(row)) return refused('last_admin', LAST_ADMIN);
      this.#setRole(row, role);
      this.#record(actor, 'role_changed', `${row.name} (${role})`);
      return done(this.#accounts.view({ ...row, role }));
    });
  }

  remove(userId: string, actor: Actor): Result<void> {
    return this.#change(userId, (row) => {
      if (this.#accounts.isLastAdmin(row)) return refused('last_admin', LAST_ADMIN);
      this.#sessions.endAll(userId);
      this.#setups.removeOf(userId);
      this.#accounts.remove(userId);
      this.#record(actor, 'user_removed', row.name);
      return done(undefined);
    });
  }

  reset(name: string | undefined): Result<AdminReset> {
    return this.#core.store.write(() => {
      const target = name === undefined ? this.#onlyAdmin() : this.#adminNamed(name);
      if (target !== null && 'ok' in target) return target;
      const { secret, expiresAt } = this.#setups.add(target?.user_id ?? null);
      this.#record(MACHINE, 'admin_reset', target?.name ?? null);
      return done({
        name: target?.name ?? null,
        setup_path: setupPath(secret),
        expires_at: timeText(expiresAt),
      });
    });
  }

  #onlyAdmin(): AccountRow | null | Refused {
    const admins = this.#accounts.admins();
    if (admins.length < 2) return admins[0] ?? null;
    const names = admins.map((it) => it.name).join(', ');
    return refused('bad_request', `There are several admins (${names}): name the one to reset.`);
  }

  #adminNamed(name: string): AccountRow | Refused {
    const row = this.#accounts.named(name);
    if (row !== undefined && row.provider !== null) {
      return refused('bad_request', `${row.name} signs in by ${row.provider}: name another account.`);
    }
    if (row !== undefined) return row.role === 'admin' ? row : this.#setRole(row, 'admin');
    if (shownName(name) === '') return refused('wrong_shape', 'The name must not be empty.');
    return this.#accounts.add(name, 'admin', null);
  }

  #setRole(row: AccountRow, role: Role): AccountRow {
    const { store } = this.#core;
    const changed = { ...row, role };
    store.accounts.put(changed);
    if (ROLES.indexOf(role) < ROLES.indexOf(row.role)) {
      for (const it of store.sessions.rows())
        if (it.user_id === row.user_id) store.end(keyOf.session(it.session_id));
    }
    return changed;
  }

  #setupOf(row: AccountRow): SetupSecret {
    const { secret, expiresAt } = this.#setups.add(row.user_id);
    return { user: this.#accounts.view(row), setup_path: setupPath(secret), expires_at: timeText(expiresAt) };
  }

  #change<T>(userId: string, change: (row: AccountRow) => Result<T>): Result<T> {
    const { store } = this.#core;
    return store.write(() => {
      const row = store.accounts.get(userId);
      return row === undefined ? noEntry('account') : change(row);
    });
  }

  #record(actor: Actor, what: string, target: string | null): void {
    this.#core.audit.record({ ...actor, what, target });
  }
}
