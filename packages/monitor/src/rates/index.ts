export { type CounterReading, counted, Meter } from './meter.ts';
export { type IsThere, type MemberCount, TreeCounter } from './tree-count.ts';
