/** Passkeys ([A5]). */
export { type PasskeySite, passkeySite } from './passkey-site.ts';
export { StoredPasskeys } from './stored-passkeys.ts';
