/** For tests: samples, and a history in memory that is the truth for those with files. */

export { aFolder } from './a-folder.ts';
export { aLayout, aSecond, type GivenSample } from './a-second.ts';
export { AStore } from './a-store.ts';
export { FileHistory } from './file-history.ts';
export { killAtRandom } from './kill-at-random.ts';
export { MemoryHistory } from './memory-history.ts';
export { MemoryStore } from './memory-store.ts';
export { plainPoints, plainSeconds } from './plain-blocks.ts';
export { joined, rolledOf, type Sample, secondsOf } from './simple-blocks.ts';
