import type { Role } from '@rbee/contract';
import type { AccessClock } from './clock.ts';
import { endOf } from './people/index.ts';
import {
  type HivePrincipal,
  type Identified,
  type PersonPrincipal,
  type Principal,
  ROLE_SCOPES,
  type Shown,
  scopesOf,
} from './principal.ts';
import { scopesIn } from './programs.ts';
import type { ProxyPeople } from './proxy-people.ts';
import { hashOf } from './secrets.ts';
import {
  type AccountRow,
  type HiveRow,
  keyOf,
  type Pending,
  type ProgramRow,
  type SessionRow,
  type Store,
} from './store/index.ts';
import { Uses } from './uses.ts';

const TOKEN = /^rb[ht]_[\w-]{43}$/;
const SESSION = /^[\w-]{43}$/;
/** A hive that got its next token and did not use it is asked again after this time: the answer may have been lost. */
const ASK_AGAIN_MS = 60_000;
const GENERATION_CHARS = 8;
const USED = ['last_used_at', 'last_address'] as const;

const nobody = (fault: 'missing' | 'unknown' | 'revoked' | 'expired'): Identified => ({ ok: false, fault });
const known = (principal: Principal): Identified => ({ ok: true, principal });

/** Finds out who a request is from, of what is in memory ([A1], [A2]). */
export class Identification implements Pending {
  readonly #store: Store;
  readonly #clock: AccessClock;
  readonly #proxyPeople: ProxyPeople | undefined;
  readonly #uses = new Uses();
  /** Hives that used their next token for the first time, with its hash. */
  readonly #rotated = new Map<string, string>();

  /** Without `proxyPeople` no reverse proxy lets anybody in. */
  constructor(store: Store, clock: AccessClock, proxyPeople?: ProxyPeople) {
    this.#store = store;
    this.#clock = clock;
    this.#proxyPeople = proxyPeople;
  }

  identify({ bearer, session, proxy }: Shown, address: string): Identified {
    if (bearer !== undefined)
      return TOKEN.test(bearer) ? this.#token(hashOf(bearer), address) : nobody('unknown');
    if (session === undefined) return proxy === undefined ? nobody('missing') : this.#proxied(proxy);
    const row = SESSION.test(session) ? this.#store.sessions.withHash(hashOf(session)) : undefined;
    return row === undefined ? nobody('unknown') : this.#person(row, address);
  }

  principal(key: string, address: string): Principal | undefined {
    const colon = key.indexOf(':');
    const id = key.slice(colon + 1);
    const found = this.#withId(key.slice(0, colon), id, address);
    return found?.ok ? found.principal : undefined;
  }

  /** True if something waits to be written. */
  get isWaiting(): boolean {
    return this.#uses.isWaiting || this.#rotated.size > 0;
  }

  writeUses(all: boolean): void {
    this.#uses.flush(all ? Number.POSITIVE_INFINITY : undefined);
  }

  writeRotations(): void {
    for (const [hiveId, hash] of this.#rotated) {
      const row = this.#store.hives.get(hiveId);
      if (row?.next_hash === hash) {
        this.#store.hives.put({ ...row, hash, next_hash: null, next_at: null, asked_at: null });
      }
    }
    this.#rotated.clear();
  }

  #token(hash: string, address: string): Identified {
    const hive = this.#store.hives.withHash(hash);
    if (hive !== undefined) return this.#hive(hive, hash, address);
    const program = this.#store.programs.withHash(hash);
    return program === undefined ? nobody('unknown') : this.#program(program, address);
  }

  #withId(kind: string, id: string, address: string): Identified | undefined {
    if (kind === 'hive') {
      const row = this.#store.hives.get(id);
      return row && this.#hive(row, this.#rotated.get(id) ?? row.hash, address);
    }
    if (kind === 'program') {
      const row = this.#store.programs.get(id);
      return row && this.#program(row, address);
    }
    if (kind === 'proxy') {
      const person = this.#proxyPeople?.withKey(`${kind}:${id}`);
      return person && known(person);
    }
    const row = kind === 'session' ? this.#store.sessions.get(id) : undefined;
    return row && this.#person(row, address);
  }

  #proxied(proxy: NonNullable<Shown['proxy']>): Identified {
    if (!this.#proxyPeople) return nobody('missing');
    const person = this.#proxyPeople.person(proxy);
    return person ? known(person) : nobody('unknown');
  }

  #hive(row: HiveRow, hash: string, address: string): Identified {
    if (row.revoked_at !== null) return nobody('revoked');
    const rotated = this.#rotated.get(row.hive_id);
    if (hash === row.next_hash) this.#rotated.set(row.hive_id, hash);
    // The old token ends with the first use of the next one, also before that is in the file.
    else if (rotated !== undefined && rotated === row.next_hash) return nobody('revoked');
    this.#uses.note(row, address, this.#clock.now(), (it) => this.#store.hives.update(it, USED));
    return known(this.#hivePrincipal(row, hash));
  }

  #hivePrincipal(row: HiveRow, hash: string): HivePrincipal {
    const isTaken = this.#rotated.has(row.hive_id);
    const isNew = row.next_at !== null && Math.abs(this.#clock.now() - row.next_at) < ASK_AGAIN_MS;
    const rotate = row.asked_at !== null && !isTaken && !isNew;
    const generation = hash.slice(0, GENERATION_CHARS);
    return { kind: 'hive', key: keyOf.hive(row.hive_id), hiveId: row.hive_id, generation, rotate };
  }

  #program(row: ProgramRow, address: string): Identified {
    if (row.revoked_at !== null) return nobody('revoked');
    const now = this.#clock.now();
    if (row.expires_at !== null && now >= row.expires_at) return nobody('expired');
    this.#uses.note(row, address, now, (it) => this.#store.programs.update(it, USED));
    return known({
      kind: 'program',
      key: keyOf.program(row.token_id),
      name: row.name,
      tokenId: row.token_id,
      scopes: scopesOf(scopesIn(row)),
    });
  }

  #person(row: SessionRow, address: string): Identified {
    const now = this.#clock.now();
    if (now >= endOf(row)) return nobody('expired');
    const account = this.#store.accounts.get(row.user_id);
    if (account === undefined) return nobody('unknown');
    this.#uses.note(row, address, now, (it) => this.#store.sessions.update(it, USED));
    return known(personOf(account, row.session_id));
  }
}

function personOf(account: AccountRow, sessionId: string): PersonPrincipal {
  const role: Role = account.role;
  return {
    kind: 'person',
    key: keyOf.session(sessionId),
    name: account.name,
    userId: account.user_id,
    sessionId,
    role,
    scopes: ROLE_SCOPES[role],
  };
}
