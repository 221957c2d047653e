/** For tests: samples, and a history in memory that is the truth for those with files. */
export { aLayout, aSecond, type GivenSample } from './a-second.ts';
export { MemoryHistory } from './memory-history.ts';
export { MemoryStore } from './memory-store.ts';
export { joined, rolledOf, type Sample, secondsOf } from './simple-blocks.ts';
