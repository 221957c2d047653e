import { ACCESS_LIMITS, type NewPasskeyBody, type PasskeySignInBody, type PasskeyView } from '@rbee/contract';
import type { From, NewPasskeyOptions, NewSession, PasskeyOptions, Passkeys, Result } from '../access.ts';
import { STRANGER } from '../audit/index.ts';
import { timeOrNull, timeText } from '../clock.ts';
import { actorOf, type Core, tooEarly } from '../core.ts';
import type { PasskeySite } from '../passkey-site.ts';
import { Sessions, shownName } from '../people/index.ts';
import type { PersonPrincipal } from '../principal.ts';
import { done, noEntry, type Refused, refused } from '../result.ts';
import { newId } from '../secrets.ts';
import type { PasskeyRow } from '../store/index.ts';
import { Ceremonies, type MadeKey } from './ceremonies.ts';
import { PasskeyRows } from './passkey-rows.ts';

/** Passkeys of accounts in the store ([A5]). */
export class StoredPasskeys implements Passkeys {
  readonly #core: Core;
  readonly #rows: PasskeyRows;
  readonly #sessions: Sessions;
  readonly #ceremonies: Ceremonies;

  constructor(core: Core) {
    const { store, clock } = core;
    this.#core = core;
    this.#rows = new PasskeyRows(store);
    this.#sessions = new Sessions(store, clock);
    this.#ceremonies = new Ceremonies(() => clock.monotonic());
  }

  of(person: PersonPrincipal): readonly PasskeyView[] {
    return this.#rows.of(person.userId).map(viewOf);
  }

  async newOptions(
    person: PersonPrincipal,
    site: PasskeySite,
    { address }: From,
  ): Promise<Result<NewPasskeyOptions>> {
    const fault = this.#faultOf(person);
    if (fault !== null) return fault;
    const { userId, name } = person;
    const owner = { userId, name, passkeys: this.#rows.of(userId) };
    return done(await this.#ceremonies.newOptions(owner, site, address));
  }

  async add(
    person: PersonPrincipal,
    body: NewPasskeyBody,
    site: PasskeySite,
    from: From,
  ): Promise<Result<PasskeyView>> {
    const key = await this.#ceremonies.madeKey(person.userId, body, site);
    // Not 401: the session of who adds a passkey is valid.
    if (key === undefined) return refused('bad_request', NOT_ADDED);
    const { store, audit, clock } = this.#core;
    return store.write(() => {
      // A setup address ends the sessions and removes the passkeys: none may come after it of a session from before.
      if (store.sessions.get(person.sessionId ?? '') === undefined) return ENDED;
      const fault = this.#faultOf(person);
      if (fault !== null) return fault;
      if (this.#rows.find(key.credentialId)) return refused('bad_request', NOT_ADDED);
      const row = rowOf(person.userId, body, key, clock.now());
      this.#rows.add(row);
      audit.record({ ...actorOf('person', person.name, from), what: 'passkey_added', target: row.name });
      return done(viewOf(row));
    });
  }

  remove(person: PersonPrincipal, passkeyId: string, from: From): Result<void> {
    const { store, audit } = this.#core;
    return store.write(() => {
      const row = this.#rows.remove(person.userId, passkeyId);
      if (row === undefined) return noEntry('passkey');
      audit.record({ ...actorOf('person', person.name, from), what: 'passkey_removed', target: row.name });
      return done(undefined);
    });
  }

  signInOptions(site: PasskeySite, { address }: From): Promise<PasskeyOptions> {
    return this.#ceremonies.signInOptions(site, address);
  }

  async signIn(body: PasskeySignInBody, site: PasskeySite, from: From): Promise<Result<NewSession>> {
    const attempt = this.#core.attempts.start({ kind: 'sign_in', address: from.address });
    if (typeof attempt === 'number') return this.#refuse(tooEarly(attempt), from);
    const passkey = this.#rows.find(body.credential.id);
    const counter = passkey && (await this.#ceremonies.counterOf(body, passkey, site));
    if (passkey === undefined || counter === undefined) return this.#refuse(NOT_ACCEPTED, from);
    const { store, audit, clock } = this.#core;
    return store.write(() => {
      const used = this.#rows.use(passkey.passkey_id, counter, clock.now());
      const account = used && store.accounts.get(used.user_id);
      if (!account) return this.#refuse(NOT_ACCEPTED, from);
      attempt.succeed();
      audit.record({ ...actorOf('person', account.name, from), what: 'sign_in', target: 'passkey' });
      return done(this.#sessions.begin(account, from));
    });
  }

  /** Accounts of a provider sign in there, so that their role is that of the provider's groups. */
  #faultOf({ userId }: PersonPrincipal): Refused | null {
    const account = this.#core.store.accounts.get(userId);
    if (account === undefined || account.provider !== null)
      return refused('bad_request', 'Passkeys are for accounts that sign in at the queen itself.');
    const isFull = this.#rows.of(userId).length >= ACCESS_LIMITS.maxPasskeys;
    return isFull ? refused('bad_request', TOO_MANY) : null;
  }

  #refuse(result: Refused, { address }: From): Refused {
    const { code } = result.refusal;
    this.#core.audit.note({ who: STRANGER, what: 'sign_in', target: 'passkey', address, result: code });
    return result;
  }
}

const rowOf = (userId: string, body: NewPasskeyBody, key: MadeKey, now: number): PasskeyRow => ({
  passkey_id: newId(),
  user_id: userId,
  credential_id: key.credentialId,
  public_key: key.publicKey,
  counter: key.counter,
  transports: (body.credential.response.transports ?? []).join(' '),
  name: shownName(body.name) || 'passkey',
  created_at: now,
  last_used_at: null,
});

const viewOf = (row: PasskeyRow): PasskeyView => ({
  passkey_id: row.passkey_id,
  name: row.name,
  created_at: timeText(row.created_at),
  last_used_at: timeOrNull(row.last_used_at),
});

const ENDED = refused('unauthenticated', 'The session has ended: sign in again.');
const NOT_ACCEPTED = refused('sign_in_refused', 'The passkey was not accepted: sign in another way.');
const NOT_ADDED = 'The passkey could not be checked: begin again, or use another authenticator.';
const TOO_MANY = `An account has at most ${ACCESS_LIMITS.maxPasskeys} passkeys: remove one first.`;
