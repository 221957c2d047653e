import { type Access, openAccess, type Result } from '@rbee/access';
import type { Role, Scope } from '@rbee/contract';
import type { QueenConfig } from '../config.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { aListeningQueen, type ListeningQueen, metricIn } from './start-queen.ts';

const OPERATOR = { who: 'person:ada', address: null };
const FROM = { address: '192.0.2.1', agent: 'test' };
const PASSWORD = 'correct horse battery';

/** Access control in memory, with what a test needs of it in one call each. */
export class TestAccess {
  readonly access: Access;
  readonly #ends = new Map<string, () => Result<unknown>>();

  private constructor(access: Access) {
    this.access = access;
  }

  static async open(clock: ManualClock): Promise<TestAccess> {
    // Argon2id at the least that it can cost.
    return new TestAccess(
      await openAccess({ file: ':memory:', clock, passwordCost: { memory: 8, passes: 1 } }),
    );
  }

  /** Lets a hive join and gives its token. */
  hive(hiveId: string): string {
    const { hives } = this.access;
    const { code } = unwrap(hives.invite({ hive_id: hiveId }, OPERATOR));
    const { token } = unwrap(hives.join({ code, hive_id: hiveId }, FROM));
    this.#ends.set(token, () => hives.revoke(hiveId, OPERATOR));
    return token;
  }

  /** Gives a program a token with these scopes. */
  program(scopes: readonly Scope[], expiresInS?: number): string {
    const { programs } = this.access;
    const body = { name: scopes.join(' '), scopes, ...(expiresInS && { expires_in_s: expiresInS }) };
    const { secret, token } = unwrap(programs.add(body, OPERATOR));
    this.#ends.set(secret, () => programs.revoke(token.token_id, OPERATOR));
    return secret;
  }

  /** Signs a person in and gives the value of the cookie. */
  async person(role: Role): Promise<string> {
    const { people } = this.access;
    const admin = this.access.setupSecret();
    if (admin !== null) unwrap(await people.setUp({ secret: admin, name: 'ada', password: PASSWORD }, FROM));
    const name = `${role} ${people.users().length}`;
    const { setup_path } = unwrap(people.addUser({ name, role }, OPERATOR));
    const secret = setup_path.replace(/^.*#/, '');
    const session = unwrap(await people.setUp({ secret, name, password: PASSWORD }, FROM));
    const { session_id } = people.sessions({}).find((it) => it.user_name === name) ?? fail(name);
    this.#ends.set(session.secret, () => people.endSession(session_id, OPERATOR));
    return session.secret;
  }

  /** Gives the next token of a hive. */
  rotate(hiveId: string): string {
    const principal = this.access.principal(`hive:${hiveId}`, FROM.address);
    if (principal?.kind !== 'hive') return fail(hiveId);
    return unwrap(this.access.hives.rotate(principal, FROM)).token;
  }

  /** Asks a hive to take its next token. */
  askRotation(hiveId: string): void {
    unwrap(this.access.hives.askRotation(hiveId, OPERATOR));
  }

  /** Revokes a token or ends a session that it gave. */
  end(secret: string): void {
    unwrap(this.#ends.get(secret)?.() ?? fail(secret));
  }
}

function unwrap<T>(result: Result<T>): T {
  return result.ok ? result.value : fail(result.refusal.detail);
}

function fail(why: string): never {
  throw new Error(why);
}

/** A queen under test that listens and asks everybody who they are. */
export interface GuardedQueen extends ListeningQueen {
  readonly who: TestAccess;
}

/** Builds a queen with access control for one test. Its `metric` has a token for `/metrics`. */
export async function aGuardedQueen(config: Partial<QueenConfig> = {}): Promise<GuardedQueen> {
  const manual = manualClock();
  const who = await TestAccess.open(manual);
  const queen = await aListeningQueen({ ...config, manual, access: who.access });
  const scraper = bearer(who.program(['metrics']));
  return {
    ...queen,
    who,
    metric: async (name) =>
      metricIn((await queen.app.inject({ url: '/metrics', headers: scraper })).body, name),
  };
}

/** The header that shows a token. */
export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });
