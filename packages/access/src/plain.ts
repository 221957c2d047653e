/** What is of use without access control that is open: it loads neither the database nor a library. */
export { AccessUnavailable } from './access-unavailable.ts';
export { type PasskeySite, passkeySite } from './passkey-site.ts';
