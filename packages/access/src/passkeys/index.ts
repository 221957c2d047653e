/** Passkeys ([A5]). */
export { StoredPasskeys } from './stored-passkeys.ts';
