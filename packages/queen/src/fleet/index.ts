/** The fleet: applies heartbeats to the registry and notifies the listeners. */
export { Fleet, type FleetListener, startTimers } from './fleet.ts';
export { stateOf, streamListener } from './stream-listener.ts';
