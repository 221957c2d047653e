import {
  ACCESS_LIMITS,
  cutText,
  type NewToken,
  SCOPES,
  type Scope,
  type TokenView,
  visibleText,
} from '@rbee/contract';
import type { Actor, Programs, Result } from './access.ts';
import { timeOrNull, timeText } from './clock.ts';
import type { Core } from './core.ts';
import { done, noEntry, refused } from './result.ts';
import { hashOf, newId, newSecret } from './secrets.ts';
import { keyOf, type ProgramRow } from './store/index.ts';

/** API tokens in the store ([A2]). */
export class StoredPrograms implements Programs {
  readonly #core: Core;
  /** Expired tokens whose end was told. */
  readonly #ended = new Set<string>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** The oldest first. */
  tokens(): TokenView[] {
    return this.#kept()
      .sort((a, b) => a.created_at - b.created_at)
      .map(viewOf);
  }

  add(
    { name, scopes, expires_in_s: seconds }: Parameters<Programs['add']>[0],
    actor: Actor,
  ): Result<NewToken> {
    const { store, audit, clock } = this.#core;
    const fault = faultIn(name, scopes, seconds);
    if (fault !== null) return refused('wrong_shape', fault);
    return store.write(() => {
      if (this.#kept().length >= ACCESS_LIMITS.maxTokens) {
        return refused(
          'bad_request',
          `There are ${ACCESS_LIMITS.maxTokens} tokens: revoke some of them first.`,
        );
      }
      const secret = newSecret('rbt_');
      const now = clock.now();
      const row: ProgramRow = {
        token_id: newId(),
        hash: hashOf(secret),
        name: shownName(name),
        scopes: SCOPES.filter((it) => scopes.includes(it)).join(' '),
        created_at: now,
        created_by: actor.who,
        expires_at: seconds === undefined ? null : now + seconds * 1000,
        last_used_at: null,
        last_address: null,
        revoked_at: null,
      };
      store.programs.put(row);
      audit.record({ ...actor, what: 'token_created', target: `${row.name} (${row.scopes})` });
      return done({ token: viewOf(row), secret });
    });
  }

  revoke(tokenId: string, actor: Actor): Result<void> {
    const { store, audit, clock } = this.#core;
    return store.write(() => {
      const row = store.programs.get(tokenId);
      if (row === undefined || row.revoked_at !== null) return noEntry('token');
      store.programs.put({ ...row, revoked_at: clock.now() });
      store.end(keyOf.program(tokenId));
      audit.record({ ...actor, what: 'token_revoked', target: row.name });
      return done(undefined);
    });
  }

  /** Tells once of each token that has expired. */
  endExpired(): void {
    const { store, clock } = this.#core;
    const now = clock.now();
    const over = this.#kept().filter(
      (it) => it.expires_at !== null && now >= it.expires_at && !this.#ended.has(it.token_id),
    );
    if (over.length === 0) return;
    for (const it of over) this.#ended.add(it.token_id);
    store.write(() => {
      for (const it of over) store.end(keyOf.program(it.token_id));
    });
  }

  #kept(): ProgramRow[] {
    return [...this.#core.store.programs.rows()].filter((it) => it.revoked_at === null);
  }
}

/** The scopes of a row. */
export const scopesIn = (row: ProgramRow): Scope[] => {
  const words = row.scopes.split(' ');
  return SCOPES.filter((it) => words.includes(it));
};

const shownName = (name: string): string => cutText(visibleText(name.trim()), ACCESS_LIMITS.maxNameChars);

function faultIn(name: string, scopes: readonly Scope[], seconds: number | undefined): string | null {
  const { maxTokenSeconds } = ACCESS_LIMITS;
  if (shownName(name) === '') return 'name must not be empty';
  if (!scopes.some((it) => SCOPES.includes(it))) return `scopes must be some of ${SCOPES.join(', ')}`;
  if (seconds === undefined) return null;
  const isRight = Number.isInteger(seconds) && seconds >= 1 && seconds <= maxTokenSeconds;
  return isRight ? null : `expires_in_s must be 1 to ${maxTokenSeconds}`;
}

const viewOf = (row: ProgramRow): TokenView => ({
  token_id: row.token_id,
  name: row.name,
  scopes: scopesIn(row),
  created_at: timeText(row.created_at),
  created_by: row.created_by,
  expires_at: timeOrNull(row.expires_at),
  last_used_at: timeOrNull(row.last_used_at),
  last_address: row.last_address,
});
