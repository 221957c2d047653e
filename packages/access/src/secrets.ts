import { hash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 characters of base64url, after a prefix. */
export const newSecret = (prefix: 'rbh_' | 'rbt_' | ''): string =>
  prefix + randomBytes(32).toString('base64url');

/**
 * What is kept of a secret. It has 256 random bits, so SHA-256 is enough and nobody can find it by trying; and a secret is looked up by
 * its hash, so the time of that says nothing of the secret.
 */
export const hashOf = (secret: string): string => hash('sha256', secret, 'base64url');

/** An id that is no secret: 64 random bits in hexadecimal digits, so that it can be typed. */
export const newId = (): string => randomBytes(8).toString('hex');
