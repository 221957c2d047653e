import type { AccessClock } from '../clock.ts';
import { hashOf, newSecret } from '../secrets.ts';
import type { Store } from '../store/index.ts';

/** Row of a setup secret. */
type SetupRow = NonNullable<ReturnType<Store['setups']['get']>>;

const VALID_MS = 86_400_000;

/** Path of the page with the secret in its fragment, which browsers send to nobody ([A4]). */
export const setupPath = (secret: string): string => `/setup#${secret}`;

/** Setup secrets: of the first admin, of other accounts, and of accounts that get another password ([A4]). */
export class Setups {
  readonly #store: Store;
  readonly #clock: AccessClock;

  constructor(store: Store, clock: AccessClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Within a transaction: a secret for an account, or for the first admin; the account's one before ends. */
  add(userId: string | null): { secret: string; expiresAt: number } {
    if (userId !== null) this.removeOf(userId);
    const secret = newSecret('');
    const now = this.#clock.now();
    const expiresAt = now + VALID_MS;
    this.#store.setups.put({ hash: hashOf(secret), user_id: userId, created_at: now, expires_at: expiresAt });
    return { secret, expiresAt };
  }

  /** Within a transaction: the secret of this run of the queen for the first admin, instead of that of the run before. */
  addOfRun(): string {
    for (const it of [...this.#store.setups.rows()]) {
      if (it.user_id === null && it.expires_at === null) this.#store.setups.remove(it.hash);
    }
    const secret = newSecret('');
    const row = { hash: hashOf(secret), user_id: null, created_at: this.#clock.now(), expires_at: null };
    this.#store.setups.put(row);
    return secret;
  }

  /** What a secret is for, if it is valid. */
  find(secret: string): SetupRow | undefined {
    const row = this.#store.setups.get(hashOf(secret));
    return row === undefined || this.#isOver(row) ? undefined : row;
  }

  /** Within a transaction: all of an account, or with null all for the first admin. */
  removeOf(userId: string | null): void {
    for (const it of [...this.#store.setups.rows()]) {
      if (it.user_id === userId) this.#store.setups.remove(it.hash);
    }
  }

  /** Within a transaction. */
  removeExpired(): void {
    for (const it of [...this.#store.setups.rows()]) if (this.#isOver(it)) this.#store.setups.remove(it.hash);
  }

  #isOver({ expires_at: end }: SetupRow): boolean {
    return end !== null && this.#clock.now() >= end;
  }
}
