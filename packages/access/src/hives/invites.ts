import { ACCESS_LIMITS, HIVE_ID, type InviteView } from '@rbee/contract';
import type { Actor, HiveTokens, Result } from '../access.ts';
import { timeText } from '../clock.ts';
import type { Core } from '../core.ts';
import { done, noEntry, refused } from '../result.ts';
import { hashOf, newId, newSecret } from '../secrets.ts';
import type { InviteRow } from '../store/index.ts';

/** What is asked of an invite. */
type Wanted = Parameters<HiveTokens['invite']>[0];

/** A code that an operator made. */
const GIVEN_CODE = /^[\w-]{32,128}$/;
const ID = new RegExp(HIVE_ID.pattern);

/** Invites for hives ([A3]). */
export class Invites {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Those that can still be used, the oldest first. */
  list(): InviteView[] {
    return [...this.#core.store.invites.rows()]
      .filter((it) => this.faultOf(it) === null)
      .sort((a, b) => a.created_at - b.created_at)
      .map(viewOf);
  }

  add(wanted: Wanted, actor: Actor): Result<{ invite: InviteView; code: string }> {
    const code = newSecret('');
    const result = this.#core.store.write(() => this.#add(code, wanted, actor));
    return result.ok ? done({ invite: result.value, code }) : result;
  }

  addWithCode({ code, ...wanted }: Wanted & { code: string }, actor: Actor): Result<InviteView> {
    if (!GIVEN_CODE.test(code)) {
      return refused('wrong_shape', 'The code must be 32 to 128 of the characters A-Z a-z 0-9 _ -');
    }
    const { store } = this.#core;
    return store.write(() => {
      const known = store.invites.withHash(hashOf(code));
      if (known === undefined) return this.#add(code, wanted, actor);
      const fault = this.faultOf(known);
      if (fault === null) return done(viewOf(known));
      return refused('bad_request', `The invite with this code is ${fault}: choose another code.`);
    });
  }

  revoke(inviteId: string, actor: Actor): Result<void> {
    const { store, audit, clock } = this.#core;
    return store.write(() => {
      const row = store.invites.get(inviteId);
      if (row === undefined || this.faultOf(row) !== null) return noEntry('invite');
      store.invites.put({ ...row, revoked_at: clock.now() });
      audit.record({ ...actor, what: 'invite_revoked', target: inviteId });
      return done(undefined);
    });
  }

  /** Why an invite cannot be used; null if it can. */
  faultOf(row: InviteRow): 'revoked' | 'expired' | 'used up' | null {
    if (row.revoked_at !== null) return 'revoked';
    if (row.used >= row.uses) return 'used up';
    return this.#core.clock.now() >= row.expires_at ? 'expired' : null;
  }

  /** Within a transaction. */
  #add(code: string, wanted: Wanted, actor: Actor): Result<InviteView> {
    const { store, audit, clock } = this.#core;
    const { hive_id: hiveId, uses = 1, expires_in_s: seconds = ACCESS_LIMITS.defaultInviteSeconds } = wanted;
    const fault = faultIn(hiveId, uses, seconds);
    if (fault !== null) return refused('wrong_shape', fault);
    if (this.list().length >= ACCESS_LIMITS.maxInvites) {
      return refused(
        'bad_request',
        `There are ${ACCESS_LIMITS.maxInvites} invites: revoke some of them first.`,
      );
    }
    const now = clock.now();
    const row: InviteRow = {
      invite_id: newId(),
      hash: hashOf(code),
      hive_id: hiveId ?? null,
      uses,
      used: 0,
      created_at: now,
      created_by: actor.who,
      expires_at: now + seconds * 1000,
      revoked_at: null,
    };
    store.invites.put(row);
    audit.record({ ...actor, what: 'invite_created', target: hiveId ?? `${uses} hives` });
    return done(viewOf(row));
  }
}

function faultIn(hiveId: string | undefined, uses: number, seconds: number): string | null {
  const { maxInviteUses, maxInviteSeconds } = ACCESS_LIMITS;
  const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  if (hiveId !== undefined && !ID.test(hiveId)) return `hive_id must be ${HIVE_ID.expected}`;
  if (!isCount(uses, maxInviteUses)) return `uses must be 1 to ${maxInviteUses}`;
  return isCount(seconds, maxInviteSeconds) ? null : `expires_in_s must be 1 to ${maxInviteSeconds}`;
}

const viewOf = (row: InviteRow): InviteView => ({
  invite_id: row.invite_id,
  hive_id: row.hive_id,
  uses: row.uses,
  used: row.used,
  created_at: timeText(row.created_at),
  created_by: row.created_by,
  expires_at: timeText(row.expires_at),
});
