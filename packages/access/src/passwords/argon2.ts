import crypto from 'node:crypto';
import { promisify } from 'node:util';
import { AccessUnavailable } from '../access-unavailable.ts';
import type { PasswordCost } from './phc.ts';

const HASH_BYTES = 32;

/** Makes the hash of a password in another thread. */
export type Argon2 = (password: string, salt: Buffer, cost: PasswordCost) => Promise<Buffer>;

/** Argon2id of Node (24.7 or newer). Throws an `AccessUnavailable` if this Node has none. */
export function argon2Of(from: Partial<Pick<typeof crypto, 'argon2'>> = crypto): Argon2 {
  const { argon2 } = from;
  if (typeof argon2 !== 'function') {
    throw new AccessUnavailable(
      `Access control needs Node 24.7 or newer for its passwords, and this is ${process.version}: install a newer Node.`,
    );
  }
  const derive = promisify(argon2);
  return (password, salt, { memory, passes }) =>
    derive('argon2id', {
      message: password,
      nonce: salt,
      parallelism: 1,
      tagLength: HASH_BYTES,
      memory,
      passes,
    });
}
