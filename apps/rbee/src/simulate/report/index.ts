export { linesOn, summary } from './sentences.ts';
export { Tally } from './tally.ts';
