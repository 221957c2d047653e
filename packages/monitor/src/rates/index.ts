export { type CounterReading, counted, createMeter, type Meter } from './meter.ts';
export type { IsThere, MemberCount } from './tree-count.ts';
export { createTreeCounter, type TreeCounter } from './tree-counter.ts';
