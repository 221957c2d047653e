export { addressGroup } from './address-group.ts';
export { type Attempt, Attempts } from './attempts.ts';
