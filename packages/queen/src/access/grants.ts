import type { Access, Principal } from '@rbee/access';
import { may, type Need } from './need.ts';

/** Something that stays open: a stream or a link. */
export interface Holder {
  /** Ends it, as whoever opened it may no longer have it. */
  readonly end: () => void;
  /** Whoever opened it, when it was looked up again. */
  readonly seen?: (principal: Principal) => void;
}

interface Grant extends Holder {
  readonly key: string;
  /** That of the token of a hive. */
  readonly generation?: string | undefined;
  readonly need: Need;
  readonly address: string;
}

/** Each grant is looked at once in so many calls of `tend`: every 4 s, so that none outlives its principal by 5 s ([A7]). */
const ROUND = 16;

/** What stays open for a principal, and ends with it ([A7]). */
export class Grants {
  readonly #access: Pick<Access, 'principal' | 'onEnded'>;
  readonly #open = new Map<string, Set<Grant>>();
  /** Links of hives that have used their next token since. */
  readonly #outdated = new WeakSet<Grant>();
  #count = 0;
  #round: Iterator<Grant> = [].values();

  constructor(access: Pick<Access, 'principal' | 'onEnded'>) {
    this.#access = access;
    access.onEnded((key) => {
      for (const grant of [...(this.#open.get(key) ?? [])]) this.#end(grant);
    });
  }

  /** Adds something that is open, and ends it at once if its principal has ended; the returned function removes it. */
  hold(grant: Grant): () => void {
    const { key } = grant;
    this.#open.set(key, (this.#open.get(key) ?? new Set<Grant>()).add(grant));
    this.#count += 1;
    this.#check(grant);
    return () => this.#remove(grant);
  }

  /** True as long as a principal is there and has what is needed. */
  isValid(key: string, need: Need, address: string): boolean {
    const principal = this.#access.principal(key, address);
    return principal !== undefined && may(principal, need);
  }

  /** Looks again at a part of what is open: a session or token can expire, and its last use is noted. */
  tend(): void {
    for (let left = Math.ceil(this.#count / ROUND); left > 0; left -= 1) {
      const next = this.#round.next();
      if (next.done) {
        this.#round = this.#all();
        return;
      }
      this.#check(next.value);
    }
  }

  *#all(): Generator<Grant, undefined> {
    for (const grants of this.#open.values()) yield* grants;
  }

  #check(grant: Grant): void {
    const principal = this.#access.principal(grant.key, grant.address);
    if (!principal || !may(principal, grant.need) || this.#isOver(grant, principal)) this.#end(grant);
    else grant.seen?.(principal);
  }

  /**
   * True if a token opened it that its hive has replaced since. Not at the first look: the link of the next token takes its place by
   * itself ([A3]), and if this one ended before, the hive would be without.
   */
  #isOver(grant: Grant, principal: Principal): boolean {
    if (principal.kind !== 'hive' || principal.generation === grant.generation) return false;
    if (this.#outdated.has(grant)) return true;
    this.#outdated.add(grant);
    return false;
  }

  #end(grant: Grant): void {
    this.#remove(grant);
    grant.end();
  }

  #remove(grant: Grant): void {
    const grants = this.#open.get(grant.key);
    if (!grants?.delete(grant)) return;
    this.#count -= 1;
    if (grants.size === 0) this.#open.delete(grant.key);
  }
}
