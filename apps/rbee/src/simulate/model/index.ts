export type { Card } from './cards.ts';
export { diurnal } from './demand.ts';
export { roll, wandering } from './dice.ts';
export { firstLife, firstRun, type Life, nextLife, nextRun, type Place, type Run } from './lives.ts';
export { type Machine, machineOf } from './machine.ts';
export type { Partition } from './mig.ts';
export type { Placed } from './placement.ts';
export { figuresAt, type Moment, type WorkerFigures } from './worker-figures.ts';
