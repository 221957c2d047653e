export { StoredPeople } from './people.ts';
export { endOf } from './sessions.ts';
