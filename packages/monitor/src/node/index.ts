export { type BootClock, readLinuxMachine, readPortableMachine } from './machine.ts';
export { type Moment, nodeStats, type Unseen } from './node-stats.ts';
