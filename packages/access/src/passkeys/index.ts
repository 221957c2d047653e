/** Passkeys ([A5]). */
export type { PasskeySite } from './passkey-site.ts';
