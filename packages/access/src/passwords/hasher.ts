import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Argon2 } from './argon2.ts';
import { type PasswordCost, phcText, readPhc } from './phc.ts';

/**
 * The cost that OWASP gives for argon2id
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html): 19 MiB, 2 passes; about 40 ms.
 */
export const PASSWORD_COST: PasswordCost = { memory: 19_456, passes: 2 };

const SALT_BYTES = 16;
/** Passwords that wait for their turn; the last one waits about two seconds. */
const MAX_WAITING = 40;
/** Of them, those of strangers: who has very many addresses cannot keep out those who were here before. */
const MAX_OF_STRANGERS = 32;

/** Too many passwords wait to be looked at. */
export const BUSY = 'busy';

/**
 * Hashes passwords, one at a time: strangers can make the queen do this work, and it is to take one core at most. Passwords are
 * compared in Unicode NFC, so that the same keys of another keyboard driver give the same password (RFC 8265).
 */
export class PasswordHasher {
  readonly #argon2: Argon2;
  readonly #cost: PasswordCost;
  /** Stands for the password of accounts that have none, so that their sign-in takes as long. */
  readonly #none: string;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(argon2: Argon2, cost: PasswordCost) {
    this.#argon2 = argon2;
    this.#cost = cost;
    this.#none = phcText({ cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(32) });
  }

  /** The text to keep for a password, of somebody who showed a secret or another password before. */
  hash(password: string): Promise<string> | typeof BUSY {
    const salt = randomBytes(SALT_BYTES);
    const cost = this.#cost;
    return this.#inTurn(MAX_WAITING, async () =>
      phcText({ cost, salt, hash: await this.#argon2(password.normalize('NFC'), salt, cost) }),
    );
  }

  /** True if it is the password; `kept` is null for an account without one. `isKnown`: the account was used from there before. */
  verify(password: string, kept: string | null, isKnown = false): Promise<boolean> | typeof BUSY {
    const phc = readPhc(kept ?? this.#none) ?? readPhc(this.#none);
    if (phc === null) return Promise.resolve(false);
    return this.#inTurn(isKnown ? MAX_WAITING : MAX_OF_STRANGERS, async () => {
      const hash = await this.#argon2(password.normalize('NFC'), phc.salt, phc.cost);
      return hash.length === phc.hash.length && timingSafeEqual(hash, phc.hash);
    });
  }

  #inTurn<T>(most: number, work: () => Promise<T>): Promise<T> | typeof BUSY {
    if (this.#waiting >= most) return BUSY;
    this.#waiting += 1;
    const result = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = result.catch(() => {});
    return result;
  }
}
