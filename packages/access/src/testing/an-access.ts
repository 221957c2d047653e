import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { From, Result } from '../access.ts';
import { type AccessOptions, type OpenedAccess, openAccess } from '../open-access.ts';

/** A clock that a test moves. */
export class TestClock {
  wall = Date.UTC(2026, 10, 20);
  elapsed = 0;

  now = (): number => this.wall;
  monotonic = (): number => this.elapsed;

  pass(ms: number): void {
    this.wall += ms;
    this.elapsed += ms;
  }
}

/** Argon2id at the least that it can cost. */
const CHEAP = { memory: 8, passes: 1 };

/** The password of all accounts of tests. */
export const PASSWORD = 'correct horse battery';

/** A request from an address. */
export const from = (address = '192.0.2.1'): From => ({ address, agent: 'test' });

/** An operator for the audit log. */
export const OPERATOR = { who: 'person:ada', address: '192.0.2.1' };

/** Access control in memory, or in a file. */
export const anAccess = (options: Partial<AccessOptions> = {}): Promise<OpenedAccess> =>
  openAccess({ file: ':memory:', clock: new TestClock(), passwordCost: CHEAP, ...options });

/** What was done; throws if it was refused. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
}

/** The code of a refusal; `ok` if it was done. */
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

/** Makes the first admin. */
export const setUpAdmin = async (access: OpenedAccess, name = 'ada') =>
  unwrap(await access.people.setUp({ secret: access.setupSecret() ?? '', name, password: PASSWORD }, from()));

/** The secret in the fragment of a setup address. */
export const secretIn = (path: string): string => path.replace('/setup#', '');

/** A folder that is removed at the end of a test. */
export function aFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'rbee-access-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
