import { ACCESS_LIMITS, cutText, type Me, type Role, type SessionView, visibleText } from '@rbee/contract';
import type { From, NewSession } from '../access.ts';
import { addressGroup } from '../attempts/index.ts';
import { type AccessClock, timeText } from '../clock.ts';
import { ROLE_SCOPES } from '../principal.ts';
import { hashOf, newId, newSecret } from '../secrets.ts';
import { type AccountRow, keyOf, type SessionRow, type Store } from '../store/index.ts';

const DAY_MS = 86_400_000;
/** A session ends after 30 days, and after 7 days without use ([A4]). */
const MAX_AGE_MS = 30 * DAY_MS;
const MAX_IDLE_MS = 7 * DAY_MS;
const MAX_AGENT_CHARS = 256;

/** When a session ends if it is not used, by the wall clock. A clock that is an hour off moves the end by an hour. */
export const endOf = (row: SessionRow): number =>
  Math.min(row.started_at + MAX_AGE_MS, row.last_used_at + MAX_IDLE_MS);

/** The sessions of the store ([A4]). */
export class Sessions {
  readonly #store: Store;
  readonly #clock: AccessClock;

  constructor(store: Store, clock: AccessClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Within a transaction: a session of the account. Of too many the one that was not used for the longest time ends. */
  begin(account: AccountRow, from: From): NewSession {
    const own = this.#of(account.user_id).sort((a, b) => a.last_used_at - b.last_used_at);
    for (const it of own.slice(0, Math.max(0, own.length - ACCESS_LIMITS.maxSessions + 1))) this.end(it);
    const secret = newSecret('');
    const now = this.#clock.now();
    this.#store.sessions.put({
      session_id: newId(),
      hash: hashOf(secret),
      user_id: account.user_id,
      started_at: now,
      last_used_at: now,
      last_address: from.address,
      agent: cutText(visibleText(from.agent), MAX_AGENT_CHARS),
    });
    return { me: meOf(account.name, account.role), secret, maxAgeS: MAX_AGE_MS / 1000 };
  }

  /** Within a transaction. */
  end(row: SessionRow): void {
    const { accounts, sessions } = this.#store;
    const account = accounts.get(row.user_id);
    if (account !== undefined && row.last_used_at > (account.last_seen_at ?? 0)) {
      accounts.put({ ...account, last_seen_at: row.last_used_at });
    }
    sessions.remove(row.session_id);
    this.#store.end(keyOf.session(row.session_id));
  }

  /** Within a transaction: all of an account but one. */
  endAll(userId: string, except: string | null = null): void {
    for (const it of this.#of(userId)) if (it.session_id !== except) this.end(it);
  }

  /** Ends those that are over. */
  endExpired(): void {
    const now = this.#clock.now();
    const over = [...this.#store.sessions.rows()].filter((it) => endOf(it) <= now);
    if (over.length === 0) return;
    this.#store.write(() => {
      for (const it of over) {
        const row = this.#store.sessions.get(it.session_id);
        if (row !== undefined && endOf(row) <= now) this.end(row);
      }
    });
  }

  /** True if a session of the account was last used from this address, or from its network of IPv6. */
  wasAt(userId: string, address: string): boolean {
    const group = addressGroup(address);
    return this.#of(userId).some((it) => addressGroup(it.last_address) === group);
  }

  /** The one that was used last first. */
  views({ userId, current }: { userId?: string; current?: string | null }): SessionView[] {
    return [...this.#store.sessions.rows()]
      .filter((it) => (userId === undefined || it.user_id === userId) && endOf(it) > this.#clock.now())
      .sort((a, b) => b.last_used_at - a.last_used_at)
      .map((it) => this.view(it, current));
  }

  view(row: SessionRow, current?: string | null): SessionView {
    return {
      session_id: row.session_id,
      user_id: row.user_id,
      user_name: this.#store.accounts.get(row.user_id)?.name ?? '',
      started_at: timeText(row.started_at),
      last_used_at: timeText(row.last_used_at),
      expires_at: timeText(endOf(row)),
      address: row.last_address,
      agent: row.agent,
      current: row.session_id === current,
    };
  }

  #of(userId: string): SessionRow[] {
    return [...this.#store.sessions.rows()].filter((it) => it.user_id === userId);
  }
}

const meOf = (name: string, role: Role): Me => ({
  kind: 'person',
  name,
  role,
  scopes: [...ROLE_SCOPES[role]],
});
