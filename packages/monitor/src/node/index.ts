export type { BootClock } from './linux-machine.ts';
export { parseMachineStat, parseMeminfo } from './machine-texts.ts';
export { type Moment, nodeStats, type Unseen } from './node-stats.ts';
export { readLinuxMachine, readOwnProcess, readPortableMachine } from './read-machine.ts';
