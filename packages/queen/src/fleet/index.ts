/** The fleet: what happens to it is kept in the registry and told to the listeners. */
export { Fleet, type FleetListener, startTimers } from './fleet.ts';
export { stateOf, streamListener } from './stream-listener.ts';
