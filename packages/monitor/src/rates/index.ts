export { type CounterReading, counted, Meter } from './meter.ts';
export { freshUse, type IsThere, type MemberCount, TreeCounter } from './tree-count.ts';
