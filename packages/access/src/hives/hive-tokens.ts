import type { HiveTokenList, HiveTokenView, InviteView, Joined, TokenFault } from '@rbee/contract';
import type { Actor, From, HiveTokens, Result } from '../access.ts';
import { STRANGER } from '../audit/index.ts';
import { timeOrNull, timeText } from '../clock.ts';
import { actorOf, type Core, tooEarly } from '../core.ts';
import type { HivePrincipal } from '../principal.ts';
import { done, noEntry, type Refused, refused } from '../result.ts';
import { hashOf, newSecret } from '../secrets.ts';
import { type HiveRow, keyOf } from '../store/index.ts';
import { Invites } from './invites.ts';
import { RefusedAddresses } from './refused-addresses.ts';

const JOIN_REFUSED =
  'The invite is unknown, used up, expired or revoked, or names another hive: ask for another one.';

/** A hive that does not use its next token cannot fill the audit log with others. */
const ROTATE_EVERY_MS = 10_000;

/** Tokens of hives in the store ([A3]). */
export class StoredHiveTokens implements HiveTokens {
  readonly #core: Core;
  readonly #invites: Invites;
  readonly #refused = new RefusedAddresses();

  constructor(core: Core) {
    this.#core = core;
    this.#invites = new Invites(core);
  }

  invites(): InviteView[] {
    return this.#invites.list();
  }

  invite(
    body: Parameters<HiveTokens['invite']>[0],
    actor: Actor,
  ): Result<{ invite: InviteView; code: string }> {
    return this.#invites.add(body, actor);
  }

  inviteWithCode(body: Parameters<HiveTokens['inviteWithCode']>[0], actor: Actor): Result<InviteView> {
    return this.#invites.addWithCode(body, actor);
  }

  revokeInvite(inviteId: string, actor: Actor): Result<void> {
    return this.#invites.revoke(inviteId, actor);
  }

  join({ code, hive_id: hiveId }: { code: string; hive_id: string }, from: From): Result<Joined> {
    const attempt = this.#core.attempts.start({ kind: 'join', address: from.address });
    if (typeof attempt === 'number')
      return this.#joinRefused(tooEarly(attempt), 'too_many_attempts', hiveId, from);
    try {
      const result = this.#core.store.write(() => this.#join(hashOf(code), hiveId, from));
      if (result.ok) attempt.succeed();
      else if (result.refusal.code === 'hive_id_taken') attempt.undo();
      return result;
    } catch (error) {
      attempt.undo();
      throw error;
    }
  }

  rotate(hive: HivePrincipal, from: From): Result<Joined> {
    const { store, audit, clock } = this.#core;
    return store.write(() => {
      const row = this.#valid(hive.hiveId);
      if (row === undefined) return refused('unauthenticated', 'The token is not valid.');
      const wait = row.next_at === null ? 0 : ROTATE_EVERY_MS - Math.abs(clock.now() - row.next_at);
      if (wait > 0) return tooEarly(Math.ceil(wait / 1000), 'This hive got its next token just now');
      const token = newSecret('rbh_');
      store.hives.put({ ...row, next_hash: hashOf(token), next_at: clock.now() });
      audit.record({ ...actorOf('hive', hive.hiveId, from), what: 'token_rotated', target: hive.hiveId });
      return done({ hive_id: hive.hiveId, token });
    });
  }

  askRotation(hiveId: string, actor: Actor): Result<void> {
    const { store, audit, clock } = this.#core;
    return store.write(() => {
      const row = this.#valid(hiveId);
      if (row === undefined) return noEntry('hive with a valid token');
      store.hives.put({ ...row, asked_at: clock.now() });
      audit.record({ ...actor, what: 'rotation_asked', target: hiveId });
      return done(undefined);
    });
  }

  revoke(hiveId: string, actor: Actor): Result<void> {
    const { store, audit, clock } = this.#core;
    return store.write(() => {
      const row = this.#valid(hiveId);
      if (row === undefined) return noEntry('hive with a valid token');
      store.hives.put({ ...row, next_hash: null, next_at: null, asked_at: null, revoked_at: clock.now() });
      store.end(keyOf.hive(hiveId));
      audit.record({ ...actor, what: 'hive_revoked', target: hiveId });
      return done(undefined);
    });
  }

  list(): HiveTokenList {
    const items = [...this.#core.store.hives.rows()].map(viewOf);
    items.sort((a, b) => (a.hive_id < b.hive_id ? -1 : 1));
    return { items, refused: this.#refused.list(this.#core.clock.now()) };
  }

  noteRefused(it: { address: string; fault: TokenFault; hiveId: string | null }): void {
    this.#refused.note(it, this.#core.clock.now());
    this.#core.audit.note({
      who: STRANGER,
      what: 'heartbeat',
      target: it.hiveId,
      address: it.address,
      result: it.fault,
    });
  }

  #valid(hiveId: string): HiveRow | undefined {
    const row = this.#core.store.hives.get(hiveId);
    return row?.revoked_at === null ? row : undefined;
  }

  /** The code is used up and the token is made in one transaction, so that the last use has one winner. */
  #join(codeHash: string, hiveId: string, from: From): Result<Joined> {
    const { store, audit, clock } = this.#core;
    const invite = store.invites.withHash(codeHash);
    const fault = invite === undefined ? 'unknown' : this.#invites.faultOf(invite);
    const isOther = invite !== undefined && invite.hive_id !== null && invite.hive_id !== hiveId;
    if (invite === undefined || fault !== null || isOther) {
      return this.#joinRefused(refused('join_refused', JOIN_REFUSED), fault ?? 'another hive', hiveId, from);
    }
    if (invite.hive_id === null && this.#valid(hiveId) !== undefined) {
      const detail = `A hive ${hiveId} has a token: choose another id, revoke that one, or make an invite for this id.`;
      return this.#joinRefused(refused('hive_id_taken', detail), 'hive_id_taken', hiveId, from);
    }
    store.invites.put({ ...invite, used: invite.used + 1 });
    if (this.#valid(hiveId) !== undefined) store.end(keyOf.hive(hiveId));
    const token = newSecret('rbh_');
    store.hives.put(joined(hiveId, hashOf(token), invite.created_by, clock.now()));
    audit.record({ ...actorOf('hive', hiveId, from), what: 'hive_joined', target: invite.invite_id });
    return done({ hive_id: hiveId, token });
  }

  #joinRefused(result: Refused, why: string, hiveId: string, { address }: From): Refused {
    this.#core.audit.note({ who: STRANGER, what: 'hive_joined', target: hiveId, address, result: why });
    return result;
  }
}

const joined = (hiveId: string, hash: string, invitedBy: string, now: number): HiveRow => ({
  hive_id: hiveId,
  hash,
  next_hash: null,
  next_at: null,
  asked_at: null,
  joined_at: now,
  invited_by: invitedBy,
  last_used_at: null,
  last_address: null,
  revoked_at: null,
});

const viewOf = (row: HiveRow): HiveTokenView => ({
  hive_id: row.hive_id,
  joined_at: timeText(row.joined_at),
  invited_by: row.invited_by,
  last_used_at: timeOrNull(row.last_used_at),
  last_address: row.last_address,
  rotating: row.asked_at !== null,
  revoked_at: timeOrNull(row.revoked_at),
});
