export { type CounterReading, counted, createMeter, type Meter } from './meter.ts';
export { rateOf } from './rate.ts';
export {
  type IsThere,
  type MemberCount,
  startCount,
  type TreeCount,
  treeCount,
} from './tree-count.ts';
export { createTreeCounter, type TreeCounter } from './tree-counter.ts';
