export type { Tick } from './grid.ts';
export { startSteady } from './steady.ts';
