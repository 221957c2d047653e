export { shownName } from './accounts.ts';
export { StoredPeople } from './people.ts';
export { ProviderPeople } from './provider-people.ts';
export { endOf, Sessions } from './sessions.ts';
