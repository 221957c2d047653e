export { linesOn, summary } from './sentences.ts';
export { createTally, type Tally } from './tally.ts';
