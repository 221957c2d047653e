import { ACCESS_LIMITS, cutText, type Role, type UserView, visibleText } from '@rbee/contract';
import { type AccessClock, timeOrNull, timeText } from '../clock.ts';
import { newId } from '../secrets.ts';
import type { AccountRow, Store } from '../store/index.ts';

/** A name as it is shown: without what cannot be seen, in Unicode NFC. */
export const shownName = (name: string): string =>
  cutText(visibleText(name.normalize('NFC').trim()), ACCESS_LIMITS.maxNameChars);

/** A name as names are compared: capitals, widths and forms of letters do not matter. */
export const nameKey = (name: string): string => shownName(name).normalize('NFKC').toLowerCase();

/** The accounts of the store. */
export class Accounts {
  readonly #store: Store;
  readonly #clock: AccessClock;

  constructor(store: Store, clock: AccessClock) {
    this.#store = store;
    this.#clock = clock;
  }

  named(name: string): AccountRow | undefined {
    const key = nameKey(name);
    for (const it of this.#store.accounts.rows()) if (it.name_key === key) return it;
    return undefined;
  }

  admins(): AccountRow[] {
    return [...this.#store.accounts.rows()].filter((it) => it.role === 'admin');
  }

  /** True if somebody can sign in as an admin: an account that was never set up does not count. */
  haveAdmin(): boolean {
    return this.admins().some(canSignIn);
  }

  /** True if nobody else could sign in as an admin. */
  isLastAdmin(row: AccountRow): boolean {
    return row.role === 'admin' && !this.admins().some((it) => it.user_id !== row.user_id && canSignIn(it));
  }

  /** Within a transaction; the caller checked that nobody has the name. `of` is the provider that the account belongs to. */
  add(
    name: string,
    role: Role,
    password: string | null,
    of: Pick<AccountRow, 'provider' | 'subject'> = { provider: null, subject: null },
  ): AccountRow {
    const row: AccountRow = {
      user_id: newId(),
      name: shownName(name),
      name_key: nameKey(name),
      role,
      password,
      provider: of.provider,
      subject: of.subject,
      created_at: this.#clock.now(),
      last_seen_at: null,
    };
    this.#store.accounts.put(row);
    return row;
  }

  /** Within a transaction; the caller checked that no other account has the name. */
  changed(row: AccountRow, { name, role }: { name: string; role: Role }): AccountRow {
    const changed = { ...row, name: shownName(name), name_key: nameKey(name), role };
    this.#store.accounts.put(changed);
    return changed;
  }

  /** Within a transaction; its sessions are ended before. */
  remove(userId: string): void {
    this.removePasskeys(userId);
    this.#store.accounts.remove(userId);
  }

  /** Within a transaction. */
  removePasskeys(userId: string): void {
    const { passkeys } = this.#store;
    for (const it of [...passkeys.rows()]) if (it.user_id === userId) passkeys.remove(it.passkey_id);
  }

  views(): UserView[] {
    const seen = this.#lastUses();
    return [...this.#store.accounts.rows()]
      .sort((a, b) => (a.name_key < b.name_key ? -1 : 1))
      .map((it) => this.view(it, seen));
  }

  view(row: AccountRow, lastUses = this.#lastUses()): UserView {
    const { setups, passkeys } = this.#store;
    const setup = [...setups.rows()].find((it) => it.user_id === row.user_id);
    const until = setup?.expires_at ?? null;
    const seen = Math.max(row.last_seen_at ?? 0, lastUses.get(row.user_id) ?? 0);
    return {
      user_id: row.user_id,
      name: row.name,
      role: row.role,
      created_at: timeText(row.created_at),
      last_seen_at: timeOrNull(seen === 0 ? null : seen),
      provider: row.provider,
      has_password: row.password !== null,
      passkeys: [...passkeys.rows()].filter((it) => it.user_id === row.user_id).length,
      setup_until: until !== null && until > this.#clock.now() ? timeText(until) : null,
    };
  }

  /** The last use of a session of each account. */
  #lastUses(): Map<string, number> {
    const uses = new Map<string, number>();
    for (const { user_id: id, last_used_at: at } of this.#store.sessions.rows()) {
      uses.set(id, Math.max(at, uses.get(id) ?? 0));
    }
    return uses;
  }
}

const canSignIn = (row: AccountRow): boolean => row.password !== null || row.provider !== null;
