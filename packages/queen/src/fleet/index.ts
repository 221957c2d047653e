/** Where registry and stream meet: what happens to the fleet is remembered and told. */
export { Fleet, stateOf } from './fleet.ts';
export { startHeart } from './heart.ts';
