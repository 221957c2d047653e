import type { PasskeyRow, Store } from '../store/index.ts';

/** The passkeys in the store. */
export class PasskeyRows {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The oldest first. */
  of(userId: string): readonly PasskeyRow[] {
    const own = [...this.#store.passkeys.rows()].filter((it) => it.user_id === userId);
    return own.toSorted((a, b) => a.created_at - b.created_at);
  }

  find(credentialId: string): PasskeyRow | undefined {
    return this.#store.passkeys.withHash(credentialId);
  }

  /** Within a transaction. */
  add(row: PasskeyRow): void {
    this.#store.passkeys.put(row);
  }

  /**
   * Within a transaction: notes a sign-in. Null if it was removed meanwhile, or if another sign-in was faster with the same or a higher
   * count: two copies of one authenticator then count as well (WebAuthn Level 3, 6.1.1).
   */
  use(passkeyId: string, counter: number, at: number): PasskeyRow | null {
    const row = this.#store.passkeys.get(passkeyId);
    if (row === undefined || (counter <= row.counter && (counter > 0 || row.counter > 0))) return null;
    const used = { ...row, counter, last_used_at: at };
    this.#store.passkeys.put(used);
    return used;
  }

  /** Within a transaction: the one that was removed; undefined if the account has no such passkey. */
  remove(userId: string, passkeyId: string): PasskeyRow | undefined {
    const row = this.#store.passkeys.get(passkeyId);
    if (row?.user_id !== userId) return undefined;
    this.#store.passkeys.remove(passkeyId);
    return row;
  }
}
