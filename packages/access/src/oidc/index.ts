/** Sign-in with OpenID Connect providers and with GitHub ([A5]). */
export type { Fetch } from './bounded-fetch.ts';
export { Providers } from './providers.ts';
export { type RoleRules, roleBy } from './role-rules.ts';
export type { ProviderSettings } from './settings.ts';
export { StoredProviders } from './stored-providers.ts';
