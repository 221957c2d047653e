export { type BootClock, linuxMachine } from './linux-machine.ts';
export type { Machine, OwnProcess } from './machine.ts';
export { type Moment, nodeStats, type Unseen } from './node-stats.ts';
