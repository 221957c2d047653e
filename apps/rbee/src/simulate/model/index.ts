export { diurnal } from './demand.ts';
export { roll } from './dice.ts';
export {
  firstLife,
  firstRun,
  type Life,
  nextLife,
  nextRun,
  type Place,
  type Run,
} from './lives.ts';
export { type FleetPlan, type Machine, machineOf } from './machine.ts';
export {
  addToNode,
  beginNode,
  blankNode,
  endNode,
  type NodeFigures,
} from './node-figures.ts';
export type { Placed } from './placement.ts';
export {
  blankFigures,
  figuresAt,
  type Moment,
  natureOf,
  type WorkerFigures,
  type WorkerNature,
} from './worker-figures.ts';
