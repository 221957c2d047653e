import type { Access, HivePrincipal, Principal, Shown } from '@rbee/access';
import { ROLE_SCOPES, scopesOf } from '@rbee/access';
import type { Scope, TokenFault } from '@rbee/contract';

/** A refused heartbeat as the queen noted it. */
export interface NotedRefusal {
  readonly address: string;
  readonly fault: TokenFault;
  readonly hiveId: string | null;
}

/** Who may do what in a test: tokens and sessions of its choice. Has only the parts of `Access` that ask who a request is from. */
export class FakeAccess implements Pick<Access, 'identify' | 'principal' | 'onEnded' | 'close'> {
  readonly #known = new Map<string, Principal>();
  readonly #listeners: ((key: string) => void)[] = [];
  readonly noted: NotedRefusal[] = [];
  /** How often it was asked who somebody is. */
  asked = 0;
  isClosed = false;
  readonly hives = { noteRefused: (refused: NotedRefusal): void => void this.noted.push(refused) };

  /** Gives a hive a token. */
  hive(hiveId: string, { rotate = false } = {}): string {
    const token = `rbh_${'h'.repeat(43 - hiveId.length)}${hiveId}`;
    const hive: HivePrincipal = { kind: 'hive', key: `hive:${hiveId}`, hiveId, rotate };
    this.#known.set(token, hive);
    return token;
  }

  /** Gives a program a token with these scopes. */
  program(...scopes: Scope[]): string {
    const name = scopes.join('-');
    const token = `rbt_${name.padEnd(43, '_')}`;
    const who = { kind: 'program', name, tokenId: name, scopes: scopesOf(scopes) } as const;
    this.#known.set(token, { ...who, key: `program:${name}` });
    return token;
  }

  /** Signs a person in and gives the value of the cookie. */
  person(role: 'viewer' | 'operator' | 'admin'): string {
    const session = `session-of-a-${role}`;
    const scopes = ROLE_SCOPES[role];
    const who = { kind: 'person', name: role, userId: role, sessionId: session, role, scopes } as const;
    this.#known.set(session, { ...who, key: `session:${role}` });
    return session;
  }

  /** Ends a token or a session. */
  end(secret: string): void {
    const principal = this.#known.get(secret);
    this.#known.delete(secret);
    for (const listener of this.#listeners) listener(principal?.key ?? '');
  }

  /** Ends a token or a session without a word, as its expiry does. */
  expire(secret: string): void {
    this.#known.delete(secret);
  }

  identify({ bearer, session }: Shown): ReturnType<Access['identify']> {
    this.asked += 1;
    const secret = bearer ?? session;
    const principal = secret === undefined ? undefined : this.#known.get(secret);
    if (principal) return { ok: true, principal };
    return { ok: false, fault: secret === undefined ? 'missing' : 'unknown' };
  }

  principal(key: string): Principal | undefined {
    return [...this.#known.values()].find((it) => it.key === key);
  }

  /** The parts that the queen itself does not use are missing. */
  get access(): Access {
    return this as unknown as Access;
  }

  onEnded(listener: (key: string) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}
