export { BootClock, type BootFacts, type SinceBoot } from './boot-clock.ts';
export { readLinuxMachine, readPortableMachine, unreadMachine } from './machine.ts';
export { type Moment, type NodeGpus, nodeStats, type Unseen } from './node-stats.ts';
